package org.mikeyhsm.cli.exchange;

import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;

/** Diffie-Hellman, authenticated by HMAC (RFC 4650). */
final class DhhmacMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.DHHMAC;
  }

  @Override
  public DataType firstMessage() {
    return DataType.DHHMAC_INIT;
  }

  @Override
  public Optional<String> lacks(PeerSettings peer) {
    return peer.psk().isPresent() ? Optional.empty() : Optional.of("a psk");
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, MediaOffer media) {
    DhhmacOffer offer =
        DhhmacOffer.of(media.streams())
            .withMedia(media)
            .withGroup(Optional.of(party.terms().algorithms().dhGroups().get(0)));
    DhhmacInitiator initiator =
        DhhmacInitiator.initial(party.context(), party.credential(peer), offer, Set.of());
    return Initiation.answered(initiator::start, initiator::receive, initiator::close);
  }

  @Override
  public Responder responder(Party party) {
    DhhmacResponder responder =
        new DhhmacResponder(
            party.context(),
            party.directory(),
            new DhhmacSettings(Set.copyOf(party.terms().algorithms().dhGroups()), Set.of()));
    return new Response(responder::receive);
  }
}
