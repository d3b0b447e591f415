package org.mikeyhsm.cli.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;

/** Diffie-Hellman, signed (RFC 3830 section 3.3). */
final class DhMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.DH;
  }

  @Override
  public DataType firstMessage() {
    return DataType.DH_INIT;
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, MediaOffer media) {
    Certified certified = party.certified();
    DhInitiator initiator =
        DhInitiator.initial(
            party.context(),
            certified.self(),
            peer,
            certified.trust(),
            DhOffer.of(media.streams())
                .withMedia(media)
                .withGroup(Optional.of(party.terms().algorithms().dhGroups().get(0))));
    return Initiation.answered(initiator::start, initiator::receive, initiator::close);
  }

  @Override
  public Responder responder(Party party) {
    Certified certified = party.certified();
    DhResponder responder =
        new DhResponder(
            party.context(),
            List.of(certified.self()),
            certified.trust(),
            Set.copyOf(party.terms().algorithms().dhGroups()));
    return new Response(responder::receive);
  }
}
