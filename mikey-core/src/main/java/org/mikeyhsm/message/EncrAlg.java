package org.mikeyhsm.message;

/**
 * The encryption of KEMAC, 8 bits (RFC 3830 Table 6.2.a, RFC 6043 Table 6.5).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record EncrAlg(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet("NULL", "AES-CM-128", "AES-KW-128", "AES-CM-256");

  /** No encryption, very restricted usage (RFC 3830 4.2.3). */
  public static final EncrAlg NULL = new EncrAlg(0);

  /** AES counter mode with a 128-bit key, mandatory. */
  public static final EncrAlg AES_CM_128 = new EncrAlg(1);

  /** AES key wrap with a 128-bit key. */
  public static final EncrAlg AES_KW_128 = new EncrAlg(2);

  /** AES counter mode with a 256-bit key (RFC 6043). */
  public static final EncrAlg AES_CM_256 = new EncrAlg(3);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public EncrAlg {
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
