package org.mikeyhsm.mode.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;

/**
 * The payloads that the requests of all modes have: HDR, T, [RAND], [IDi|CERTi], [IDr], {SP} (RFC
 * 3830 section 3); an update has no RAND (section 4.5). General extensions may come anywhere before
 * the MAC or signature (section 6.15).
 */
public record Request(
    DecodedMessage decoded,
    SrtpIdMap map,
    TimestampPayload timestamp,
    Optional<RandPayload> rand,
    Identities identities,
    Map<Integer, SecurityPolicyPayload> policies,
    List<GeneralExtensionPayload> extensions) {

  /** RFC 3830 section 4.1.1: at least 128 bits. */
  private static final int MIN_RAND_LENGTH = 16;

  /**
   * Takes the payloads out of a message; the caller takes its own and then says nothingElse.
   *
   * @param type the data type expected
   * @param name what such a message is called
   */
  public static Request of(
      DecodedMessage decoded,
      DataType type,
      String name,
      MessageParts parts,
      Identification identification)
      throws ExchangeException {
    CommonHeader header = decoded.message().header();
    if (!header.dataType().equals(type)) {
      throw new ExchangeException(Failure.DATA_TYPE, "HDR", 1, name + " was expected");
    }
    if (!(header.csIdMap() instanceof SrtpIdMap map)) {
      throw new ExchangeException(
          Failure.PAYLOADS, "HDR", 9, "only the SRTP-ID map is supported here");
    }
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    Optional<RandPayload> rand = rand(decoded, parts);
    Identities identities = Identities.of(decoded, parts, identification);
    List<SecurityPolicyPayload> policies = parts.any(SecurityPolicyPayload.class);
    List<GeneralExtensionPayload> extensions = parts.any(GeneralExtensionPayload.class);
    return new Request(
        decoded, map, timestamp, rand, identities, byNumber(decoded, policies), extensions);
  }

  /** The RAND payload, if there is one, with a length that is allowed. */
  public static Optional<RandPayload> rand(DecodedMessage decoded, MessageParts parts)
      throws ExchangeException {
    Optional<RandPayload> rand = parts.atMostOne(RandPayload.class, PayloadType.RAND);
    if (rand.isPresent() && rand.get().rand().length() < MIN_RAND_LENGTH) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "RAND",
          decoded.offsetOf(rand.get()),
          "RAND has fewer than 128 bits (RFC 3830 4.1.1)");
    }
    return rand;
  }

  /** The header. */
  public CommonHeader header() {
    return decoded.message().header();
  }

  /** The same with other streams and policies, as they were negotiated. */
  public Request negotiated(SrtpIdMap streams, Map<Integer, SecurityPolicyPayload> chosen) {
    return new Request(decoded, streams, timestamp, rand, identities, chosen, extensions);
  }

  /** The same with the RAND that keys are derived with. */
  public Request withRand(Optional<RandPayload> used) {
    return new Request(decoded, map, timestamp, used, identities, policies, extensions);
  }

  /** The CSB ID of the header. */
  public int csbId() {
    return header().csbId();
  }

  /** Each policy has a number of its own (RFC 3830 section 6.10). */
  public static Map<Integer, SecurityPolicyPayload> byNumber(
      DecodedMessage decoded, List<SecurityPolicyPayload> policies) throws ExchangeException {
    Map<Integer, SecurityPolicyPayload> byNumber = new LinkedHashMap<>();
    for (SecurityPolicyPayload policy : policies) {
      if (byNumber.put(policy.policyNo(), policy) != null) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            "SP",
            decoded.offsetOf(policy),
            "Policy no " + policy.policyNo() + " is given twice");
      }
    }
    return Collections.unmodifiableMap(byNumber);
  }
}
