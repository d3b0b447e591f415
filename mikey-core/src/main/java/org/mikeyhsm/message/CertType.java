package org.mikeyhsm.message;

/**
 * The kind of a certificate, 8 bits (RFC 3830 Table 6.7.b).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record CertType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet("X.509v3", "X.509v3 URL", "X.509v3 Sign", "X.509v3 Encr");

  /** DER, mandatory. */
  public static final CertType X509V3 = new CertType(0);

  /** The ASCII URL of a certificate. */
  public static final CertType X509V3_URL = new CertType(1);

  /** DER, for signatures only, mandatory. */
  public static final CertType X509V3_SIGN = new CertType(2);

  /** DER, for encryption only, mandatory. */
  public static final CertType X509V3_ENCR = new CertType(3);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public CertType {
    TABLE.check(value);
  }

  @Override
  public String name() {
    return TABLE.name(value);
  }

  @Override
  public boolean isAssigned() {
    return TABLE.isAssigned(value);
  }
}
