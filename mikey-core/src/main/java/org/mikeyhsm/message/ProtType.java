package org.mikeyhsm.message;

/**
 * The security protocol of a policy, 8 bits (RFC 3830 Table 6.10, RFC 4442 4.1).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record ProtType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.octet("SRTP", "TESLA");

  /** RFC 3711. */
  public static final ProtType SRTP = new ProtType(0);

  /** RFC 4442. */
  public static final ProtType TESLA = new ProtType(1);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public ProtType {
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
