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
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** The pre-shared key mode (RFC 3830 section 3.1). */
final class PskMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.PSK;
  }

  @Override
  public DataType firstMessage() {
    return DataType.PSK;
  }

  @Override
  public Optional<String> lacks(PeerSettings peer) {
    return peer.psk().isPresent() ? Optional.empty() : Optional.of("a psk");
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, List<SrtpId> streams) {
    AlgorithmSettings algorithms = party.configuration().algorithms();
    PskOffer offer =
        PskOffer.of(streams)
            .withAlgorithms(
                algorithms.encryption(), algorithms.authentication(), nullTransport(algorithms))
            .withPolicies(List.of(party.preferredPolicy()))
            .withKeys(List.of(party.tgk()))
            .withVerification(party.configuration().exchange().verification());
    PskInitiator initiator = PskInitiator.initial(party.context(), party.credential(peer), offer);
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
      }
    };
  }

  @Override
  public Responder responder(Party party) {
    return new PskResponder(
            party.context(),
            party.directory(),
            new PskResponderSettings(
                nullTransport(party.configuration().algorithms()), KeyPlace.PROVIDER))
        ::receive;
  }

  private static NullTransport nullTransport(AlgorithmSettings algorithms) {
    return algorithms.allowNull()
        ? NullTransport.UNDERLYING_PROTOCOL_PROTECTS
        : NullTransport.REFUSED;
  }
}
