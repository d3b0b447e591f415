package org.mikeyhsm.config;

import java.util.Locale;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * SRTP protection profiles by the names of RFC 4568 section 6.2 and RFC 7714, as a configuration
 * has them.
 */
public enum SrtpProfile {
  /** AES-CM, HMAC-SHA1 with a tag of 80 bits. */
  AES_CM_128_HMAC_SHA1_80(SrtpPolicy.AES_CM_128_HMAC_SHA1_80),
  /** AES-CM, HMAC-SHA1 with a tag of 32 bits. */
  AES_CM_128_HMAC_SHA1_32(SrtpPolicy.AES_CM_128_HMAC_SHA1_32),
  /** AES-GCM with a tag of 128 bits (RFC 7714 section 12). */
  AEAD_AES_128_GCM(SrtpPolicy.AEAD_AES_128_GCM);

  private final SrtpPolicy policy;

  SrtpProfile(SrtpPolicy policy) {
    this.policy = policy;
  }

  /** The security policy that it stands for. */
  public SrtpPolicy policy() {
    return policy;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static SrtpProfile of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
