package org.mikeyhsm.message;

import java.util.OptionalInt;

/**
 * The MAC of KEMAC and V, 8 bits; it fixes the length of the MAC field (RFC 3830 Table 6.2.b, RFC
 * 6043 Table 6.6).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record MacAlg(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet("NULL", "HMAC-SHA-1-160", "HMAC-SHA-256-256");

  /** No MAC, restricted usage (RFC 3830 4.2.4); 0 octets. */
  public static final MacAlg NULL = new MacAlg(0);

  /** Mandatory; 20 octets. */
  public static final MacAlg HMAC_SHA_1_160 = new MacAlg(1);

  /** RFC 6043; 32 octets. */
  public static final MacAlg HMAC_SHA_256_256 = new MacAlg(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public MacAlg {
    TABLE.check(value);
  }

  /** The length of the MAC in octets; empty when the algorithm is not assigned. */
  public OptionalInt macLength() {
    return switch (value) {
      case 0 -> OptionalInt.of(0);
      case 1 -> OptionalInt.of(20);
      case 2 -> OptionalInt.of(32);
      default -> OptionalInt.empty();
    };
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
