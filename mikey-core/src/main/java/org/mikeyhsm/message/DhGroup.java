package org.mikeyhsm.message;

import java.util.OptionalInt;

/**
 * The group of a DH payload, 8 bits; it fixes the length of the DH value (RFC 3830 Table 6.4).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record DhGroup(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.octet("OAKLEY 5", "OAKLEY 1", "OAKLEY 2");

  /** 1536 bits (RFC 3526 2), mandatory. */
  public static final DhGroup OAKLEY_5 = new DhGroup(0);

  /** 768 bits (RFC 2409 6.1). */
  public static final DhGroup OAKLEY_1 = new DhGroup(1);

  /** 1024 bits (RFC 2409 6.2). */
  public static final DhGroup OAKLEY_2 = new DhGroup(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public DhGroup {
    TABLE.check(value);
  }

  /** The length of the DH value in octets; empty when the group is not assigned. */
  public OptionalInt valueLength() {
    return switch (value) {
      case 0 -> OptionalInt.of(192);
      case 1 -> OptionalInt.of(96);
      case 2 -> OptionalInt.of(128);
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
