package org.mikeyhsm.mode.rsar;

import java.util.List;
import java.util.Map;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.exchange.Request;
import org.mikeyhsm.session.SrtpPolicy;
import org.mikeyhsm.session.UnsupportedPolicyException;

/**
 * The choice of one security policy of those that an initiator supports (RFC 4738 sections 3.4 to
 * 3.6).
 */
final class RsarPolicies {
  private final RsarSettings settings;
  private final Request request;

  RsarPolicies(RsarSettings settings, Request request) {
    this.settings = settings;
    this.request = request;
  }

  /**
   * The request with the policy chosen, which all its streams have then.
   *
   * @param update whether policies may be left out because they were agreed before
   */
  Request negotiated(boolean update) throws ExchangeException {
    if (request.policies().isEmpty() && update) {
      return request;
    }
    SecurityPolicyPayload chosen =
        request.policies().isEmpty() ? settings.policies().get(0).toPayload(0) : choose();
    List<SrtpId> asked = request.map().count() == 0 ? settings.streams() : request.map().entries();
    List<SrtpId> streams =
        asked.stream()
            .map(stream -> new SrtpId(chosen.policyNo(), stream.ssrc(), stream.roc()))
            .toList();
    return request.negotiated(new SrtpIdMap(streams), Map.of(chosen.policyNo(), chosen));
  }

  private SecurityPolicyPayload choose() throws ExchangeException {
    for (SrtpPolicy supported : settings.policies()) {
      for (SecurityPolicyPayload offered : request.policies().values()) {
        if (isPolicy(offered, supported)) {
          return offered;
        }
      }
    }
    throw new ExchangeException(
        Failure.POLICY_PARAMETER,
        "SP",
        request.decoded().offsetOf(request.policies().values().iterator().next()),
        "none of the security policies is supported here");
  }

  private static boolean isPolicy(SecurityPolicyPayload payload, SrtpPolicy policy) {
    try {
      return SrtpPolicy.of(payload).equals(policy);
    } catch (UnsupportedPolicyException e) {
      return false;
    }
  }
}
