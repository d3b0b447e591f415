package org.mikeyhsm.message;

/**
 * What a key identifier names, 8 bits (RFC 4563 Table 2). The IANA registry prints "MBMS Transport
 * Key ID" for 2.
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record KeyIdType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet("MBMS Key Domain ID", "MBMS Service Key ID", "MBMS Traffic Key ID");

  /** The domain of group keys. */
  public static final KeyIdType KEY_DOMAIN = new KeyIdType(0);

  /** A group key. */
  public static final KeyIdType SERVICE_KEY = new KeyIdType(1);

  /** A group traffic key. */
  public static final KeyIdType TRAFFIC_KEY = new KeyIdType(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public KeyIdType {
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
