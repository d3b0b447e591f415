package org.mikeyhsm.message;

/**
 * The kind of a key validity, 4 bits (RFC 3830 Table 6.13.b).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record KvType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.fourBits("Null", "SPI", "Interval");

  /** No specific usage rule. */
  public static final KvType NULL = new KvType(0);

  /** The key is tied to an SPI or MKI. */
  public static final KvType SPI = new KvType(1);

  /** The key has a start and an end. */
  public static final KvType INTERVAL = new KvType(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public KvType {
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
