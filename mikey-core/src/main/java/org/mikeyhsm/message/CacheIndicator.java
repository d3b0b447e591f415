package org.mikeyhsm.message;

/**
 * Whether the envelope key of a PKE payload is to be cached, 2 bits (RFC 3830 Table 6.3).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record CacheIndicator(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.twoBits("No cache", "Cache", "Cache for CSB");

  /** The envelope key must not be cached. */
  public static final CacheIndicator NO_CACHE = new CacheIndicator(0);

  /** The envelope key must be cached. */
  public static final CacheIndicator CACHE = new CacheIndicator(1);

  /** The envelope key must be cached, for this bundle only. */
  public static final CacheIndicator CACHE_FOR_CSB = new CacheIndicator(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public CacheIndicator {
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
