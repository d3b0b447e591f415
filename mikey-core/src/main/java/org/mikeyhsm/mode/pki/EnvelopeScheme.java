package org.mikeyhsm.mode.pki;

import org.mikeyhsm.jca.EnvelopeCiphers;

/**
 * How envelope keys are encrypted (RFC 3830 section 4.2.5). PKE does not say; the recipient and the
 * sender have to agree.
 */
public enum EnvelopeScheme {
  /** RSAES-PKCS1-v1_5, mandatory. */
  PKCS1("RSA/ECB/PKCS1Padding"),
  /** RSAES-OAEP with SHA-1, recommended. */
  OAEP("RSA/ECB/OAEPWithSHA-1AndMGF1Padding"),
  /** RSAES-OAEP with SHA-256, and MGF1 with SHA-256 (RFC 8017 section 7.1). */
  OAEP_SHA_256(EnvelopeCiphers.OAEP_SHA_256);

  private final String algorithm;

  EnvelopeScheme(String algorithm) {
    this.algorithm = algorithm;
  }

  /** The name of the {@code EnvelopeTransport}. */
  public String algorithm() {
    return algorithm;
  }
}
