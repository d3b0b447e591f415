package org.mikeyhsm.message;

/**
 * The kind of key in a Key data sub-payload, 4 bits (RFC 3830 Table 6.13.a, RFC 6043 Table 6.7, RFC
 * 6267 Table 4).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record KeyDataType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.fourBits("TGK", "TGK+SALT", "TEK", "TEK+SALT", "GTGK", "GTGK+SALT", "MPK", "K_PR");

  /** TEK generation key. */
  public static final KeyDataType TGK = new KeyDataType(0);

  /** TEK generation key with a salt. */
  public static final KeyDataType TGK_SALT = new KeyDataType(1);

  /** Traffic encrypting key. */
  public static final KeyDataType TEK = new KeyDataType(2);

  /** Traffic encrypting key with a salt. */
  public static final KeyDataType TEK_SALT = new KeyDataType(3);

  /** Group TGK, never forked (RFC 6043). */
  public static final KeyDataType GTGK = new KeyDataType(4);

  /** Group TGK with a salt (RFC 6043). */
  public static final KeyDataType GTGK_SALT = new KeyDataType(5);

  /** MIKEY protection key (RFC 6043). */
  public static final KeyDataType MPK = new KeyDataType(6);

  /** Private key (RFC 6267). */
  public static final KeyDataType K_PR = new KeyDataType(7);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public KeyDataType {
    TABLE.check(value);
  }

  /** Whether the Salt len and Salt data fields follow the key. */
  public boolean hasSalt() {
    return equals(TGK_SALT) || equals(TEK_SALT) || equals(GTGK_SALT);
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
