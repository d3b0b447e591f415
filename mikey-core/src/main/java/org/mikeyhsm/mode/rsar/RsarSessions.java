package org.mikeyhsm.mode.rsar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpPolicy;
import org.mikeyhsm.session.UnsupportedPolicyException;

/**
 * The crypto sessions that an answer agrees on (RFC 4738 sections 3.6 and 3.7): the responder fills
 * in the CS ID map and chooses among the policies that were offered.
 */
final class RsarSessions {
  private final RsarOffer offer;
  private final CommonHeader sent;
  private final Optional<CryptoSessionBundle> established;
  private final RsarAnswer answer;

  RsarSessions(
      RsarOffer offer,
      CommonHeader sent,
      Optional<CryptoSessionBundle> established,
      RsarAnswer answer) {
    this.offer = offer;
    this.sent = sent;
    this.established = established;
    this.answer = answer;
  }

  List<CryptoSession> agree() throws ExchangeException {
    checkPolicies();
    List<SrtpId> asked = ((SrtpIdMap) sent.csIdMap()).entries();
    boolean mapFits =
        answer.decoded().message().header().csIdMap() instanceof SrtpIdMap filled
            && (asked.isEmpty() || filled.count() == asked.size());
    if (!mapFits) {
      throw mismatch(8, "the CS ID map is not the one that was sent");
    }
    SrtpIdMap map = (SrtpIdMap) answer.decoded().message().header().csIdMap();
    List<CryptoSession> sessions = new ArrayList<>();
    for (SrtpId is : map.entries()) {
      int index = sessions.size();
      if (!asked.isEmpty()) {
        SrtpId was = asked.get(index);
        if (was.ssrc() != is.ssrc() && was.ssrc() != 0 || was.roc() != is.roc()) {
          throw mismatch(
              10 + 9 * index,
              "the responder changed crypto session " + (index + 1) + " of the CS ID map");
        }
      }
      sessions.add(
          new CryptoSession(
              index + 1, is.policyNo(), is.ssrc(), is.roc(), policy(index, is.policyNo())));
    }
    return sessions;
  }

  /** RFC 4738 section 3.7: a policy that was not offered is not accepted. */
  private void checkPolicies() throws ExchangeException {
    List<SrtpPolicy> offered = offer.media().policies();
    if (!offered.isEmpty() && answer.policies().isEmpty()) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SP",
          answer.decoded().octets().length(),
          "policies were offered, and the answer chooses none (RFC 4738 3.6)");
    }
    for (SecurityPolicyPayload payload : answer.policies().values()) {
      if (!offered.isEmpty() && !offered.contains(policy(payload))) {
        throw new ExchangeException(
            Failure.MISMATCH,
            "SP",
            answer.decoded().offsetOf(payload),
            "the policy is not one that was offered (RFC 4738 3.7)");
      }
    }
  }

  private SrtpPolicy policy(int index, int policyNo) throws ExchangeException {
    SecurityPolicyPayload payload = answer.policies().get(policyNo);
    if (payload != null) {
      return policy(payload);
    }
    Optional<SrtpPolicy> before =
        established.stream()
            .flatMap(bundle -> bundle.terms().sessions().stream())
            .filter(session -> session.policyNo() == policyNo)
            .map(CryptoSession::policy)
            .findFirst();
    if (before.isEmpty() && !answer.policies().isEmpty()) {
      throw mismatch(10 + 9 * index, "no SP payload defines Policy no " + policyNo);
    }
    return before.orElse(SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
  }

  private SrtpPolicy policy(SecurityPolicyPayload payload) throws ExchangeException {
    try {
      return SrtpPolicy.of(payload);
    } catch (UnsupportedPolicyException e) {
      throw new ExchangeException(
          Failure.POLICY_PARAMETER, "SP", answer.decoded().offsetOf(payload), e.getMessage());
    }
  }

  private static ExchangeException mismatch(int offset, String reason) {
    return new ExchangeException(Failure.MISMATCH, "HDR", offset, reason);
  }
}
