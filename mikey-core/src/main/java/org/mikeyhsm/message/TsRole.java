package org.mikeyhsm.message;

/**
 * What a timestamp means, 8 bits (RFC 6043 Table 6.9).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record TsRole(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.role(
          "Time of issue (TRi)",
          "Start of validity period (TRs)",
          "End of validity period (TRe)",
          "Rekeying interval (TRr)");

  /** Time of issue. */
  public static final TsRole ISSUE = new TsRole(1);

  /** Start of the validity period. */
  public static final TsRole VALID_FROM = new TsRole(2);

  /** End of the validity period. */
  public static final TsRole VALID_TO = new TsRole(3);

  /** The longest time between two rekeyings, in seconds (RFC 6043 6.10). */
  public static final TsRole REKEYING_INTERVAL = new TsRole(4);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public TsRole {
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
