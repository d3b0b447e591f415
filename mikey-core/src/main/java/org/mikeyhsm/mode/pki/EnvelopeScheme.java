package org.mikeyhsm.mode.pki;

/**
 * How envelope keys are encrypted (RFC 3830 section 4.2.5). PKE does not say; the recipient and the
 * sender have to agree.
 */
public enum EnvelopeScheme {
  /** RSAES-PKCS1-v1_5, mandatory. */
  PKCS1("RSA/ECB/PKCS1Padding"),
  /** RSAES-OAEP with SHA-1, recommended. */
  OAEP("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");

  private final String algorithm;

  EnvelopeScheme(String algorithm) {
    this.algorithm = algorithm;
  }

  /** The name of the {@code EnvelopeTransport}. */
  public String algorithm() {
    return algorithm;
  }
}
