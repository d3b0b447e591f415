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
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.EnvelopeCache;

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
  public Initiator initiator(Party party, IdPayload peer, MediaOffer media) {
    AlgorithmSettings algorithms = party.terms().algorithms();
    PkOffer offer =
        PkOffer.of(media.streams())
            .withMedia(media)
            .withAlgorithms(algorithms.encryption(), algorithms.authentication())
            .withKeys(List.of(party.terms().tgk()))
            .withEnvelope(algorithms.envelope())
            .withVerification(party.terms().verification());
    Certified certified = party.certified();
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    PkInitiator initiator =
        PkInitiator.initial(
            party.context(), certified.self(), peer, certified.trust(), cache, offer);
    return Initiation.answered(initiator::start, initiator::receive, initiator::close, cache::close)
        .orElse(offer.verification(), initiator::bundle);
  }

  @Override
  public Responder responder(Party party) {
    Certified certified = party.certified();
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    PkResponder responder =
        new PkResponder(
            party.context(),
            certified.selves(),
            certified.trust(),
            cache,
            new PkResponderSettings(party.terms().algorithms().envelope(), KeyPlace.PROVIDER));
    return new Response(responder::receive, responder::close, cache::close);
  }
}
