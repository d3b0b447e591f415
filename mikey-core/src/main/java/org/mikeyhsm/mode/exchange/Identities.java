package org.mikeyhsm.mode.exchange;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.MessageParts;

/**
 * The identities in a request, [IDi|CERTi], [IDr] (RFC 3830 section 3).
 *
 * @param initiator IDi
 * @param responder IDr
 * @param certificates the initiator's CERT payloads
 */
public record Identities(
    Optional<IdPayload> initiator, Optional<IdPayload> responder, List<CertPayload> certificates) {

  /**
   * Tells IDi from IDr. Two are IDi and IDr in this order. One alone is IDi, unless a CERT stands
   * before it, in IDi's place: then it is IDr.
   */
  static Identities of(DecodedMessage decoded, MessageParts parts, Identification identification)
      throws ExchangeException {
    List<IdPayload> ids = parts.upTo(2, IdPayload.class, PayloadType.ID);
    List<CertPayload> certificates =
        identification == Identification.CERTIFIED ? parts.any(CertPayload.class) : List.of();
    boolean onlyResponder =
        ids.size() == 1
            && (identification == Identification.PLAIN_TO_RESPONDER
                || !certificates.isEmpty()
                    && decoded.offsetOf(certificates.get(0)) < decoded.offsetOf(ids.get(0)));
    return onlyResponder
        ? new Identities(Optional.empty(), Optional.of(ids.get(0)), certificates)
        : new Identities(ids.stream().findFirst(), ids.stream().skip(1).findFirst(), certificates);
  }
}
