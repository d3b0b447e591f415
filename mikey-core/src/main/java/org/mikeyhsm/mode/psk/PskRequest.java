package org.mikeyhsm.mode.psk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;

/**
 * The payloads of an I_MESSAGE: HDR, T, RAND, [IDi], [IDr], {SP}, KEMAC (RFC 3830 section 3.1), or
 * HDR, T, [IDi], [IDr], {SP}, KEMAC for an update (section 4.5). General extensions may come
 * anywhere before the KEMAC (section 6.15).
 */
record PskRequest(
    DecodedMessage decoded,
    SrtpIdMap map,
    TimestampPayload timestamp,
    Optional<RandPayload> rand,
    Optional<IdPayload> initiator,
    Optional<IdPayload> responder,
    Map<Integer, SecurityPolicyPayload> policies,
    List<GeneralExtensionPayload> extensions,
    KemacPayload kemac) {

  /** RFC 3830 section 4.1.1: at least 128 bits. */
  private static final int MIN_RAND_LENGTH = 16;

  static PskRequest of(DecodedMessage decoded) throws ExchangeException {
    CommonHeader header = decoded.message().header();
    if (!header.dataType().equals(DataType.PSK)) {
      throw new ExchangeException(
          Failure.DATA_TYPE, "HDR", 1, "a pre-shared key message was expected");
    }
    if (!(header.csIdMap() instanceof SrtpIdMap map)) {
      throw new ExchangeException(
          Failure.PAYLOADS, "HDR", 9, "only the SRTP-ID map is supported here");
    }
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    Optional<RandPayload> rand = parts.atMostOne(RandPayload.class, PayloadType.RAND);
    List<IdPayload> ids = parts.upTo(2, IdPayload.class, PayloadType.ID);
    List<SecurityPolicyPayload> policies = parts.any(SecurityPolicyPayload.class);
    List<GeneralExtensionPayload> extensions = parts.any(GeneralExtensionPayload.class);
    KemacPayload kemac = parts.exactlyOne(KemacPayload.class, PayloadType.KEMAC);
    parts.nothingElse(kemac);
    if (rand.isPresent() && rand.get().rand().length() < MIN_RAND_LENGTH) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "RAND",
          decoded.offsetOf(rand.get()),
          "RAND has fewer than 128 bits (RFC 3830 4.1.1)");
    }
    return new PskRequest(
        decoded,
        map,
        timestamp,
        rand,
        ids.stream().findFirst(),
        ids.stream().skip(1).findFirst(),
        byNumber(decoded, policies),
        new ArrayList<>(extensions),
        kemac);
  }

  int csbId() {
    return decoded.message().header().csbId();
  }

  int offsetOfKemac() {
    return decoded.offsetOf(kemac);
  }

  /** Each policy has a number of its own (RFC 3830 section 6.10). */
  private static Map<Integer, SecurityPolicyPayload> byNumber(
      DecodedMessage decoded, List<SecurityPolicyPayload> policies) throws ExchangeException {
    Map<Integer, SecurityPolicyPayload> byNumber = new HashMap<>();
    for (SecurityPolicyPayload policy : policies) {
      if (byNumber.put(policy.policyNo(), policy) != null) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            "SP",
            decoded.offsetOf(policy),
            "Policy no " + policy.policyNo() + " is given twice");
      }
    }
    return Map.copyOf(byNumber);
  }
}
