package org.mikeyhsm.mode.sakke;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.CsIdMap;
import org.mikeyhsm.message.EmptyMap;
import org.mikeyhsm.message.GenericId;
import org.mikeyhsm.message.GenericIdMap;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.SrtpSessionData;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.SrtpPolicy;
import org.mikeyhsm.session.UnsupportedPolicyException;

/**
 * The crypto sessions of an I_MESSAGE, which both sides read out of it alike: nobody answers, so
 * what it leaves open (an SSRC) stays open.
 *
 * @param sessions the crypto sessions
 * @param validity the SPI of all of them, if they have one and the same
 */
record SakkeSessions(List<CryptoSession> sessions, KeyValidity validity) {
  /** Where the CS ID map begins (RFC 3830 section 6.1). */
  private static final int MAP_AT = 10;

  static SakkeSessions of(CommonHeader header, Map<Integer, SecurityPolicyPayload> policies)
      throws ExchangeException {
    CsIdMap map = header.csIdMap();
    if (map instanceof SrtpIdMap srtp) {
      return new SakkeSessions(of(srtp, policies), KeyValidity.none());
    }
    if (map instanceof GenericIdMap generic) {
      return new SakkeSessions(of(generic, policies), validity(generic));
    }
    if (map instanceof EmptyMap) {
      return new SakkeSessions(List.of(), KeyValidity.none());
    }
    throw new ExchangeException(
        Failure.PAYLOADS, "HDR", 9, "CS ID map type " + map.type() + " is not supported here");
  }

  private static List<CryptoSession> of(SrtpIdMap map, Map<Integer, SecurityPolicyPayload> policies)
      throws ExchangeException {
    List<CryptoSession> sessions = new ArrayList<>();
    for (SrtpId entry : map.entries()) {
      sessions.add(
          new CryptoSession(
              sessions.size() + 1,
              entry.policyNo(),
              entry.ssrc(),
              entry.roc(),
              policy(List.of(entry.policyNo()), policies)));
    }
    return sessions;
  }

  private static List<CryptoSession> of(
      GenericIdMap map, Map<Integer, SecurityPolicyPayload> policies) throws ExchangeException {
    List<CryptoSession> sessions = new ArrayList<>();
    Set<Integer> csIds = new HashSet<>();
    for (GenericId entry : map.entries()) {
      if (!entry.protType().equals(ProtType.SRTP)) {
        throw new ExchangeException(
            Failure.POLICY,
            "HDR",
            MAP_AT,
            "security protocol " + entry.protType().value() + " is not supported");
      }
      if (!csIds.add(entry.csId())) {
        throw new ExchangeException(
            Failure.PAYLOADS, "HDR", MAP_AT, "CS ID " + entry.csId() + " is given twice");
      }
      Optional<SrtpSessionData> data = entry.srtpSessionData();
      if (data.isEmpty() && !entry.sessionData().isEmpty()) {
        throw new ExchangeException(
            Failure.PAYLOADS, "HDR", MAP_AT, "the session data is not that of SRTP");
      }
      sessions.add(
          new CryptoSession(
              entry.csId(),
              entry.policyNos().stream().findFirst().orElse(0),
              data.map(SrtpSessionData::ssrc).orElse(0),
              data.flatMap(SrtpSessionData::position).map(SrtpSessionData.Position::roc).orElse(0),
              policy(entry.policyNos(), policies)));
    }
    return sessions;
  }

  private static KeyValidity validity(GenericIdMap map) {
    List<Octets> spis = map.entries().stream().map(GenericId::spi).distinct().toList();
    return spis.size() == 1 && !spis.get(0).isEmpty()
        ? new KeyValidity.Spi(spis.get(0))
        : KeyValidity.none();
  }

  /** The first policy that is supported; SRTP's default where the message has none at all. */
  private static SrtpPolicy policy(
      List<Integer> numbers, Map<Integer, SecurityPolicyPayload> policies)
      throws ExchangeException {
    if (policies.isEmpty()) {
      return SrtpPolicy.AES_CM_128_HMAC_SHA1_80;
    }
    String reason = "a crypto session names no policy";
    for (int number : numbers) {
      SecurityPolicyPayload payload = policies.get(number);
      if (payload == null) {
        reason = "no SP payload defines Policy no " + number;
        continue;
      }
      try {
        return SrtpPolicy.of(payload);
      } catch (UnsupportedPolicyException e) {
        reason = e.getMessage();
      }
    }
    throw new ExchangeException(Failure.POLICY_PARAMETER, "HDR", MAP_AT, reason);
  }
}
