package org.mikeyhsm.message;

/**
 * How crypto sessions are mapped to the security protocol, 8 bits (RFC 3830 Table 6.1.d, RFC 4563
 * Table 3, RFC 6043 Table 6.4).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record CsIdMapType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.octet("SRTP-ID", "Empty map", "GENERIC-ID");

  /** RFC 3830 6.1.1. */
  public static final CsIdMapType SRTP_ID = new CsIdMapType(0);

  /** RFC 4563 5. */
  public static final CsIdMapType EMPTY = new CsIdMapType(1);

  /** RFC 6043 6.1.1. */
  public static final CsIdMapType GENERIC_ID = new CsIdMapType(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public CsIdMapType {
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
