package org.mikeyhsm.cli.exchange;

import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;

/** SAKKE and ECCSI (RFC 6509): one message, no answer. */
final class SakkeMode implements ExchangeMode {
  @Override
  public Mode mode() {
    return Mode.SAKKE;
  }

  @Override
  public DataType firstMessage() {
    return DataType.SAKKE;
  }

  @Override
  public Initiator initiator(Party party, IdPayload peer, MediaOffer media) {
    SakkeSide side = party.sakke();
    // Users of a KMS are URIs, whatever they look like (RFC 6509 section 3.2).
    SakkeInitiator initiator = new SakkeInitiator(party.context(), side.selves().get(0));
    return new SakkeSending(
        () ->
            initiator.call(
                side.recipient(IdPayload.uri(peer.data().toUtf8())), side.terms().offer(media)));
  }

  @Override
  public Responder responder(Party party) {
    SakkeSide side = party.sakke();
    SakkeTerms terms = side.terms();
    SakkeResponder responder =
        new SakkeResponder(
            party.context(),
            side.selves(),
            KmsDirectory.of(side.kmses()),
            new SakkeResponderSettings(terms.margin()));
    return new Response(
        message ->
            terms.stored()
                ? responder.receiveStored(message, terms.sender())
                : responder.receive(message, terms.sender()));
  }
}
