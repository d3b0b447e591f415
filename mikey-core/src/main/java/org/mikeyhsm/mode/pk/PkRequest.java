package org.mikeyhsm.mode.pk;

import java.util.Optional;
import org.mikeyhsm.message.ChashPayload;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.exchange.Envelope;
import org.mikeyhsm.mode.exchange.Identification;
import org.mikeyhsm.mode.exchange.Request;

/**
 * The payloads of an I_MESSAGE: HDR, T, RAND, [IDi|CERTi], [IDr], {SP}, KEMAC, [CHASH], PKE, SIGNi
 * (RFC 3830 section 3.2); an update has no RAND, and may have no KEMAC (section 4.5).
 */
record PkRequest(
    Request common,
    Optional<KemacPayload> kemac,
    Optional<ChashPayload> chash,
    PkePayload pke,
    SignPayload sign) {
  static PkRequest of(DecodedMessage decoded) throws ExchangeException {
    MessageParts parts = new MessageParts(decoded);
    Request common =
        Request.of(decoded, DataType.PK, "a public-key message", parts, Identification.CERTIFIED);
    Optional<KemacPayload> kemac = parts.atMostOne(KemacPayload.class, PayloadType.KEMAC);
    Optional<ChashPayload> chash = parts.atMostOne(ChashPayload.class, PayloadType.CHASH);
    PkePayload pke = parts.exactlyOne(PkePayload.class, PayloadType.PKE);
    SignPayload sign = parts.exactlyOne(SignPayload.class, PayloadType.SIGN);
    parts.nothingElse(sign);
    if (kemac.isEmpty() && common.rand().isPresent()) {
      throw new ExchangeException(
          Failure.PAYLOADS, "KEMAC", decoded.octets().length(), "an initial message carries keys");
    }
    if (!pke.cache().isAssigned()) {
      throw new ExchangeException(
          Failure.PAYLOADS, "PKE", decoded.offsetOf(pke), "C is 3, which nothing defines");
    }
    return new PkRequest(common, kemac, chash, pke, sign);
  }

  MacAlg verificationMac() {
    return kemac
        .map(payload -> Envelope.verificationMac(payload.macAlg()))
        .orElse(MacAlg.HMAC_SHA_1_160);
  }

  ExchangeException refused(Failure failure, String reason) {
    int offset = common.decoded().offsetOf(kemac.isPresent() ? kemac.get() : pke);
    return new ExchangeException(failure, kemac.isPresent() ? "KEMAC" : "PKE", offset, reason);
  }
}
