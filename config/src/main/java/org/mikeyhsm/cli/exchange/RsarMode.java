package org.mikeyhsm.cli.exchange;

import java.util.List;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;

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

  @Override
  public Initiator initiator(Party party, IdPayload peer, MediaOffer media) {
    Certified certified = party.certified();
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    RsarInitiator initiator =
        RsarInitiator.with(
            party.context(),
            certified.self(),
            peer,
            certified.trust(),
            cache,
            RsarOffer.of(media.streams())
                // The responder chooses among them.
                .withMedia(media.withPolicies(party.terms().policies()))
                .withEnvelope(party.terms().algorithms().envelope()));
    return Initiation.answered(
        initiator::start, initiator::receive, initiator::close, cache::close);
  }

  @Override
  public Responder responder(Party party) {
    AlgorithmSettings algorithms = party.terms().algorithms();
    Certified certified = party.certified();
    EnvelopeCache cache = EnvelopeCache.of(party.context());
    RsarResponder responder =
        new RsarResponder(
            party.context(),
            List.of(certified.self()),
            certified.trust(),
            cache,
            RsarResponder.GroupDirectory.none(),
            new RsarSettings(
                List.of(party.terms().tgk()),
                algorithms.encryption(),
                algorithms.authentication(),
                algorithms.envelope(),
                CacheIndicator.NO_CACHE,
                party.terms().policies(),
                List.of()));
    return new Response(responder::receive, cache::close);
  }
}
