package org.mikeyhsm.cli.exchange;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;

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
  public Initiator initiator(Party party, IdPayload peer, MediaOffer media) {
    Terms terms = party.terms();
    AlgorithmSettings algorithms = terms.algorithms();
    PskOffer offer =
        PskOffer.of(media.streams())
            .withAlgorithms(
                algorithms.encryption(), algorithms.authentication(), terms.nullTransport())
            .withPolicies(media.policies())
            .withExtensions(media.extensions())
            .withKeys(List.of(terms.tgk()))
            .withVerification(terms.verification());
    PskInitiator initiator = PskInitiator.initial(party.context(), party.credential(peer), offer);
    return Initiation.answered(initiator::start, initiator::receive, initiator::close)
        .orElse(offer.verification(), initiator::bundle);
  }

  @Override
  public Responder responder(Party party) {
    PskResponder responder =
        new PskResponder(
            party.context(),
            party.directory(),
            new PskResponderSettings(party.terms().nullTransport(), KeyPlace.PROVIDER));
    return new Response(responder::receive);
  }
}
