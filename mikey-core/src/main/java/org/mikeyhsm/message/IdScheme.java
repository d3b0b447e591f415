package org.mikeyhsm.message;

/**
 * How the identifier of a SAKKE payload is made, 8 bits (RFC 6509 Table 5, 3GPP TS 33.180).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record IdScheme(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.role("tel URI with monthly keys", "3GPP MCX hashed UID");

  /** RFC 6509 3.2. */
  public static final IdScheme TEL_URI_MONTHLY = new IdScheme(1);

  /** 3GPP TS 33.180. */
  public static final IdScheme MCX_HASHED_UID = new IdScheme(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public IdScheme {
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
