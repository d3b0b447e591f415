package org.mikeyhsm.message;

/**
 * The kind of an identity, 8 bits (RFC 3830 Table 6.7.a, RFC 6043 Table 6.10).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record IdType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.octet("NAI", "URI", "Byte string");

  /** Network access identifier. */
  public static final IdType NAI = new IdType(0);

  /** Uniform resource identifier. */
  public static final IdType URI = new IdType(1);

  /** Octets without encoding rules (RFC 6043 6.5). */
  public static final IdType BYTE_STRING = new IdType(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public IdType {
    TABLE.check(value);
  }

  /** Whether the identity is text. */
  boolean isText() {
    return equals(NAI) || equals(URI);
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
