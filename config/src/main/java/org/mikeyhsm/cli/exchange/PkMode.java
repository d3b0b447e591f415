package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Public-key encryption (RFC 3830 section 3.2). */
final class PkMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.PK;
  }

  @Override
  public DataType firstMessage() {
    return DataType.PK;
  }

  /** The envelope key is encrypted for it before it has said anything. */
  @Override
  public Optional<String> lacks(PeerSettings peer) {
    return peer.certificate().isPresent() ? Optional.empty() : Optional.of("a certificate");
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, List<SrtpId> streams) {
    AlgorithmSettings algorithms = party.configuration().algorithms();
    PkOffer offer =
        PkOffer.of(streams)
            .withMedia(party.media(streams))
            .withAlgorithms(algorithms.encryption(), algorithms.authentication())
            .withKeys(List.of(party.tgk()))
            .withEnvelope(algorithms.envelope())
            .withVerification(party.configuration().exchange().verification());
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    PkInitiator initiator =
        PkInitiator.initial(party.context(), party.certified(), peer, party.trust(), cache, offer);
    return new Initiator() {
      @Override
      public Octets start() throws GeneralSecurityException {
        return initiator.start();
      }

      @Override
      public Optional<CryptoSessionBundle> withoutAnswer() {
        return offer.verification() ? Optional.empty() : Optional.of(initiator.bundle());
      }

      @Override
      public CryptoSessionBundle receive(Octets answer)
          throws MikeyException, GeneralSecurityException {
        return initiator.receive(answer);
      }

      @Override
      public void close() {
        initiator.close();
        cache.close();
      }
    };
  }

  @Override
  public Responder responder(Party party) {
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    PkResponder responder =
        new PkResponder(
            party.context(),
            List.of(party.certified()),
            party.trust(),
            cache,
            new PkResponderSettings(
                party.configuration().algorithms().envelope(), KeyPlace.PROVIDER));
    return new Responder() {
      @Override
      public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
        return responder.receive(message);
      }

      @Override
      public void close() {
        responder.close();
        cache.close();
      }
    };
  }
}
