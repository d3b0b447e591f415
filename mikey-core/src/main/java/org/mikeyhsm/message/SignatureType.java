package org.mikeyhsm.message;

/**
 * The algorithm of a SIGN payload, 4 bits (RFC 3830 Table 6.5, RFC 6509 Table 6).
 *
 * <p>Unassigned values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record SignatureType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.fourBits("RSA/PKCS#1/1.5", "RSA/PSS", "ECCSI");

  /** RSASSA-PKCS1-v1_5, mandatory. */
  public static final SignatureType RSA_PKCS1 = new SignatureType(0);

  /** RSASSA-PSS. */
  public static final SignatureType RSA_PSS = new SignatureType(1);

  /** RFC 6507 (RFC 6509 4.3). */
  public static final SignatureType ECCSI = new SignatureType(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public SignatureType {
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
