package org.mikeyhsm.message;

import java.util.OptionalInt;

/**
 * The kind of a timestamp, 8 bits; it fixes the length of the TS value (RFC 3830 Table 6.6, RFC
 * 6043 Table 6.8).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record TsType(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.octet("NTP-UTC", "NTP", "COUNTER", "NTP-UTC-32");

  /** 64-bit NTP time in UTC, mandatory. */
  public static final TsType NTP_UTC = new TsType(0);

  /** 64-bit NTP time, mandatory. */
  public static final TsType NTP = new TsType(1);

  /** 32-bit counter. */
  public static final TsType COUNTER = new TsType(2);

  /** The 32 bits of whole seconds of NTP-UTC (RFC 6043). */
  public static final TsType NTP_UTC_32 = new TsType(3);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public TsType {
    TABLE.check(value);
  }

  /** The length of the TS value in octets (8 or 4); empty when the type is not assigned. */
  public OptionalInt valueLength() {
    return switch (value) {
      case 0, 1 -> OptionalInt.of(8);
      case 2, 3 -> OptionalInt.of(4);
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
