package org.mikeyhsm.trust;

/** What a certificate's key is used for, and the KeyUsage bit that allows it (RFC 5280 4.2.1.3). */
public enum CertificateUsage {
  /** Signs MIKEY messages. */
  SIGNATURE(0, "digitalSignature"),
  /** Encrypts envelope keys. */
  ENCRYPTION(2, "keyEncipherment");

  private final int bit;
  private final String bitName;

  CertificateUsage(int bit, String bitName) {
    this.bit = bit;
    this.bitName = bitName;
  }

  /** Whether a KeyUsage extension, null if there is none, allows it. */
  boolean isAllowedBy(boolean[] keyUsage) {
    return keyUsage == null || keyUsage[bit];
  }

  String bitName() {
    return bitName;
  }
}
