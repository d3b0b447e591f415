package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** RSA in reverse, in unicast (RFC 4738): the responder makes the keys. */
final class RsarMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.RSA_R;
  }

  @Override
  public DataType firstMessage() {
    return DataType.RSA_R_I;
  }

  /** Its certificate comes with its message. */
  @Override
  public Optional<String> lacks(PeerSettings peer) {
    return Optional.empty();
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, List<SrtpId> streams) {
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    RsarInitiator initiator =
        RsarInitiator.with(
            party.context(),
            party.certified(),
            peer,
            party.trust(),
            cache,
            RsarOffer.of(streams)
                .withMedia(party.media(streams).withPolicies(party.policies()))
                .withEnvelope(party.configuration().algorithms().envelope()));
    return new Initiator() {
      @Override
      public Octets start() throws GeneralSecurityException {
        return initiator.start();
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
    AlgorithmSettings algorithms = party.configuration().algorithms();
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    RsarResponder responder =
        new RsarResponder(
            party.context(),
            List.of(party.certified()),
            party.trust(),
            cache,
            RsarResponder.GroupDirectory.none(),
            new RsarSettings(
                List.of(party.tgk()),
                algorithms.encryption(),
                algorithms.authentication(),
                algorithms.envelope(),
                CacheIndicator.NO_CACHE,
                party.policies(),
                List.of()));
    return new Responder() {
      @Override
      public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
        return responder.receive(message);
      }

      @Override
      public void close() {
        cache.close();
      }
    };
  }
}
