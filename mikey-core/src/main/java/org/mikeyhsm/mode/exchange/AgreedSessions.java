package org.mikeyhsm.mode.exchange;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.NtpTime;
import org.mikeyhsm.session.SrtpPolicy;
import org.mikeyhsm.session.UnsupportedPolicyException;

/** The crypto sessions that a responder agrees to (RFC 3830 sections 4.5, 6.1.1 and 6.10). */
final class AgreedSessions {
  private final Request request;
  private final Optional<CryptoSessionBundle> established;
  private final SecureRandom random;

  AgreedSessions(Request request, Optional<CryptoSessionBundle> established, SecureRandom random) {
    this.request = request;
    this.established = established;
    this.random = random;
  }

  List<CryptoSession> agree() throws ExchangeException {
    checkNewer();
    for (SecurityPolicyPayload payload : request.policies().values()) {
      policy(payload);
    }
    Set<Integer> ssrcs = new HashSet<>();
    request.map().entries().forEach(entry -> ssrcs.add(entry.ssrc()));
    before().forEach(session -> ssrcs.add(session.ssrc()));
    List<CryptoSession> sessions = new ArrayList<>();
    for (SrtpId entry : request.map().entries()) {
      int csId = sessions.size() + 1;
      int ssrc = entry.ssrc() == 0 ? ownSsrc(csId, ssrcs) : entry.ssrc();
      sessions.add(
          new CryptoSession(
              csId, entry.policyNo(), ssrc, entry.roc(), policyOf(csId, entry.policyNo())));
    }
    return sessions;
  }

  /** A message that was held back must not undo a later update. */
  private void checkNewer() throws ExchangeException {
    if (established.isEmpty()) {
      return;
    }
    var last = established.get().terms().timestamp();
    boolean newer =
        last.tsType().equals(request.timestamp().tsType())
            && NtpTime.difference(NtpTime.of(request.timestamp()), NtpTime.of(last)) > 0;
    if (!newer) {
      throw new ExchangeException(
          Failure.TIMESTAMP,
          "T",
          request.decoded().offsetOf(request.timestamp()),
          "an update has a later timestamp of the same type than what it updates (RFC 3830 4.5)");
    }
  }

  /**
   * The policy of a crypto session: the message's own; else, in an update, what was agreed before;
   * else SRTP's default where the message has no policies at all.
   */
  private SrtpPolicy policyOf(int csId, int policyNo) throws ExchangeException {
    SecurityPolicyPayload payload = request.policies().get(policyNo);
    if (payload != null) {
      return policy(payload);
    }
    Optional<SrtpPolicy> agreed =
        before().stream()
            .filter(session -> session.policyNo() == policyNo)
            .map(CryptoSession::policy)
            .findFirst();
    if (agreed.isPresent()) {
      return agreed.get();
    }
    if (!request.policies().isEmpty() || established.isPresent()) {
      throw new ExchangeException(
          Failure.POLICY_PARAMETER,
          "HDR",
          10 + 9 * (csId - 1),
          "crypto session "
              + csId
              + " has Policy no "
              + policyNo
              + ", which no SP payload defines");
    }
    return SrtpPolicy.AES_CM_128_HMAC_SHA1_80;
  }

  private SrtpPolicy policy(SecurityPolicyPayload payload) throws ExchangeException {
    try {
      return SrtpPolicy.of(payload);
    } catch (UnsupportedPolicyException e) {
      throw new ExchangeException(
          payload.protType().equals(ProtType.SRTP) ? Failure.POLICY_PARAMETER : Failure.POLICY,
          "SP",
          request.decoded().offsetOf(payload),
          e.getMessage());
    }
  }

  /** An SSRC left open: the one the stream has in an update, else a new one. */
  private int ownSsrc(int csId, Set<Integer> taken) {
    return before().stream()
        .filter(session -> session.csId() == csId && session.ssrc() != 0)
        .map(CryptoSession::ssrc)
        .findFirst()
        .orElseGet(() -> newSsrc(taken));
  }

  private List<CryptoSession> before() {
    return established.map(bundle -> bundle.terms().sessions()).orElse(List.of());
  }

  private int newSsrc(Set<Integer> taken) {
    while (true) {
      int ssrc = random.nextInt();
      if (taken.add(ssrc)) {
        return ssrc;
      }
    }
  }
}
