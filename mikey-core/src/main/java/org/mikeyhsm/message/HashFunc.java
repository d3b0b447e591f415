package org.mikeyhsm.message;

import java.util.OptionalInt;

/**
 * The hash function of a CHASH payload, 8 bits; it fixes the length of the hash (RFC 3830 Table
 * 6.8, RFC 6043 Table 6.12).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record HashFunc(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.octet("SHA-1", "MD5", "SHA-256");

  /** Mandatory; 20 octets. */
  public static final HashFunc SHA_1 = new HashFunc(0);

  /** 16 octets. */
  public static final HashFunc MD5 = new HashFunc(1);

  /** RFC 6043; 32 octets. */
  public static final HashFunc SHA_256 = new HashFunc(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public HashFunc {
    TABLE.check(value);
  }

  /** The length of the hash in octets; empty when the function is not assigned. */
  public OptionalInt hashLength() {
    return switch (value) {
      case 0 -> OptionalInt.of(20);
      case 1 -> OptionalInt.of(16);
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
