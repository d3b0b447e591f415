package org.mikeyhsm.engine;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * What an engine offers and accepts. Immutable.
 *
 * @param encryption Encr alg of the key data that this side sends
 * @param authentication its MAC alg
 * @param nullTransport whether the NULL algorithms are allowed
 * @param tgkOctets octets of a TGK that this side generates; AES-KW-128 needs 20 or another length
 *     that fills its blocks with 4 octets of header
 * @param envelope how envelope keys are encrypted, the same on both sides
 * @param dhGroups the Diffie-Hellman groups that are allowed, the preferred first, at least one
 * @param verification whether a responder must prove itself (the V flag)
 * @param policies the SRTP policies that are accepted, the preferred first, at least one
 * @param sakkePrf the PRF of SAKKE messages
 */
public record EngineOptions(
    EncrAlg encryption,
    MacAlg authentication,
    NullTransport nullTransport,
    int tgkOctets,
    EnvelopeScheme envelope,
    List<DhGroup> dhGroups,
    boolean verification,
    List<SrtpPolicy> policies,
    PrfFunc sakkePrf) {
  /**
   * AES-CM-128, HMAC-SHA-1-160, no NULL, a TGK of 128 bits, PKCS #1 v1.5, OAKLEY 5, verification,
   * SRTP's default policy, PRF-HMAC-SHA-256 in SAKKE messages.
   */
  public static final EngineOptions DEFAULT =
      new EngineOptions(
          EncrAlg.AES_CM_128,
          MacAlg.HMAC_SHA_1_160,
          NullTransport.REFUSED,
          16,
          EnvelopeScheme.PKCS1,
          List.of(DhGroup.OAKLEY_5),
          true,
          List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80),
          PrfFunc.PRF_HMAC_SHA_256);

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no group or no policy
   */
  public EngineOptions {
    Objects.requireNonNull(encryption, "encryption");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(nullTransport, "nullTransport");
    Objects.requireNonNull(envelope, "envelope");
    Objects.requireNonNull(sakkePrf, "sakkePrf");
    dhGroups = List.copyOf(dhGroups);
    policies = List.copyOf(policies);
    if (dhGroups.isEmpty() || policies.isEmpty()) {
      throw new IllegalArgumentException("a Diffie-Hellman group and an SRTP policy are needed");
    }
  }

  /** The same with or without a request for verification. */
  public EngineOptions withVerification(boolean wanted) {
    return new EngineOptions(
        encryption,
        authentication,
        nullTransport,
        tgkOctets,
        envelope,
        dhGroups,
        wanted,
        policies,
        sakkePrf);
  }

  /** The same with other SRTP policies. */
  public EngineOptions withPolicies(List<SrtpPolicy> others) {
    return new EngineOptions(
        encryption,
        authentication,
        nullTransport,
        tgkOctets,
        envelope,
        dhGroups,
        verification,
        others,
        sakkePrf);
  }

  SrtpPolicy preferredPolicy() {
    return policies.get(0);
  }

  KeyDataRequest tgk() {
    return new KeyDataRequest(KeyDataType.TGK, tgkOctets, 0, KeyValidity.none(), KeyPlace.PROVIDER);
  }
}
