package org.mikeyhsm.mode.psk;

import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.exchange.Identification;
import org.mikeyhsm.mode.exchange.Request;

/**
 * The payloads of an I_MESSAGE: HDR, T, RAND, [IDi], [IDr], {SP}, KEMAC (RFC 3830 section 3.1), or
 * HDR, T, [IDi], [IDr], {SP}, KEMAC for an update (section 4.5).
 */
record PskRequest(Request common, KemacPayload kemac) {
  static PskRequest of(DecodedMessage decoded) throws ExchangeException {
    MessageParts parts = new MessageParts(decoded);
    Request common =
        Request.of(decoded, DataType.PSK, "a pre-shared key message", parts, Identification.PLAIN);
    KemacPayload kemac = parts.exactlyOne(KemacPayload.class, PayloadType.KEMAC);
    parts.nothingElse(kemac);
    return new PskRequest(common, kemac);
  }

  ExchangeException refused(Failure failure, String reason) {
    return new ExchangeException(failure, "KEMAC", common.decoded().offsetOf(kemac), reason);
  }

  ExchangeException notAuthentic() {
    return refused(Failure.AUTHENTICATION, "the message does not authenticate");
  }
}
