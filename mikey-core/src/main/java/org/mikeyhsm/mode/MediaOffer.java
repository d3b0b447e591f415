package org.mikeyhsm.mode;

import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * The crypto sessions that an initiator proposes.
 *
 * @param policies the security policies; the first has Policy no 0, and so on
 * @param streams the crypto sessions; the first has CS ID 1, and so on
 * @param extensions general extensions, such as the SDP IDs
 */
public record MediaOffer(
    List<SrtpPolicy> policies, List<SrtpId> streams, List<GeneralExtensionPayload> extensions) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there are more than 255 streams, or one names a policy that
   *     is not there
   */
  public MediaOffer {
    policies = List.copyOf(policies);
    streams = List.copyOf(streams);
    extensions = List.copyOf(extensions);
    if (streams.size() > 255) {
      throw new IllegalArgumentException("a bundle has at most 255 crypto sessions");
    }
    for (SrtpId stream : streams) {
      if (stream.policyNo() >= policies.size()) {
        throw new IllegalArgumentException("there is no policy " + stream.policyNo());
      }
    }
  }

  /**
   * SRTP's default policy for all streams, no extension.
   *
   * @param streams the crypto sessions, all with Policy no 0
   */
  public static MediaOffer of(List<SrtpId> streams) {
    return new MediaOffer(List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80), streams, List.of());
  }

  /** The same with other security policies. */
  public MediaOffer withPolicies(List<SrtpPolicy> others) {
    return new MediaOffer(others, streams, extensions);
  }

  /** The same with other general extensions. */
  public MediaOffer withExtensions(List<GeneralExtensionPayload> others) {
    return new MediaOffer(policies, streams, others);
  }

  /** The CS ID map. */
  public SrtpIdMap map() {
    return new SrtpIdMap(streams);
  }

  /** The SP payloads. */
  public List<SecurityPolicyPayload> policyPayloads() {
    List<SecurityPolicyPayload> payloads = new ArrayList<>();
    for (SrtpPolicy policy : policies) {
      payloads.add(policy.toPayload(payloads.size()));
    }
    return payloads;
  }

  /** The crypto sessions as proposed. */
  public List<CryptoSession> sessions() {
    List<CryptoSession> sessions = new ArrayList<>();
    for (SrtpId stream : streams) {
      sessions.add(
          new CryptoSession(
              sessions.size() + 1,
              stream.policyNo(),
              stream.ssrc(),
              stream.roc(),
              policies.get(stream.policyNo())));
    }
    return sessions;
  }
}
