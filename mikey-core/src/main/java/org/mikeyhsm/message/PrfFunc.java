package org.mikeyhsm.message;

/**
 * The pseudo-random function of key derivation, 7 bits (RFC 3830 Table 6.1.c, RFC 6043 Table 6.3).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record PrfFunc(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.sevenBits("MIKEY-1", "PRF-HMAC-SHA-256");

  /** HMAC-SHA-1 based, mandatory (RFC 3830 4.1.2). */
  public static final PrfFunc MIKEY_1 = new PrfFunc(0);

  /** The same with HMAC-SHA-256 (RFC 6043 6.1). */
  public static final PrfFunc PRF_HMAC_SHA_256 = new PrfFunc(1);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public PrfFunc {
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
