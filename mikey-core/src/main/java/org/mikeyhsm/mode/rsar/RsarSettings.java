package org.mikeyhsm.mode.rsar;

import java.util.List;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * What a responder sends.
 *
 * @param keys the keys to generate and send in unicast
 * @param encrAlg how the key data is encrypted, not NULL
 * @param macAlg how it is authenticated; NULL with AES-KW-128 only
 * @param envelope how the envelope key is encrypted
 * @param cache whether the envelope key is cached, to update the bundle by pre-shared key messages
 * @param policies the security policies that this side supports, the preferred one first
 * @param streams the crypto sessions of an initiator that names none
 */
public record RsarSettings(
    List<KeyDataRequest> keys,
    EncrAlg encrAlg,
    MacAlg macAlg,
    EnvelopeScheme envelope,
    CacheIndicator cache,
    List<SrtpPolicy> policies,
    List<SrtpId> streams) {
  /** One TGK of 128 bits, AES-CM-128, HMAC-SHA-1-160, PKCS #1 v1.5, not cached. */
  public static final RsarSettings DEFAULT =
      new RsarSettings(
          List.of(PskOffer.TGK_128),
          EncrAlg.AES_CM_128,
          MacAlg.HMAC_SHA_1_160,
          EnvelopeScheme.PKCS1,
          CacheIndicator.NO_CACHE,
          List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80, SrtpPolicy.AES_CM_128_HMAC_SHA1_32),
          List.of());

  /**
   * Copies the lists and checks the combination.
   *
   * @throws IllegalArgumentException if RFC 3830 forbids it, or there is no key or no policy
   */
  public RsarSettings {
    keys = List.copyOf(keys);
    policies = List.copyOf(policies);
    streams = List.copyOf(streams);
    KeyRules.envelopeAlgorithmFault(encrAlg, macAlg)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.reason());
            });
    if (keys.isEmpty() || policies.isEmpty() || !cache.isAssigned()) {
      throw new IllegalArgumentException("a key, a policy, and C of 0, 1 or 2 are needed");
    }
  }

  /** The same with another cache indicator. */
  public RsarSettings withCache(CacheIndicator other) {
    return new RsarSettings(keys, encrAlg, macAlg, envelope, other, policies, streams);
  }

  /** The same with another envelope scheme. */
  public RsarSettings withEnvelope(EnvelopeScheme other) {
    return new RsarSettings(keys, encrAlg, macAlg, other, cache, policies, streams);
  }

  /** The same with other policies. */
  public RsarSettings withPolicies(List<SrtpPolicy> others) {
    return new RsarSettings(keys, encrAlg, macAlg, envelope, cache, others, streams);
  }

  /** The same with crypto sessions for initiators that name none. */
  public RsarSettings withStreams(List<SrtpId> others) {
    return new RsarSettings(keys, encrAlg, macAlg, envelope, cache, policies, others);
  }
}
