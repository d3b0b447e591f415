package org.mikeyhsm.message;

/**
 * The kind of key in an SK sub-payload, 4 bits (RFC 6267 Table 6).
 *
 * <p>Unassigned and reserved values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record SecretKeyType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.secretKeyType("Secret Key (SK)");

  /** A secret key that decrypts an IBAKE payload. */
  public static final SecretKeyType SK = new SecretKeyType(1);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public SecretKeyType {
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
