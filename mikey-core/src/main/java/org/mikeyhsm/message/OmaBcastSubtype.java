package org.mikeyhsm.message;

/**
 * What an OMA BCAST extension holds, 8 bits (RFC 5410 Figure 4).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record OmaBcastSubtype(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.omaBcastSubtype("LTKM", "STKM", "LTKM Reporting", "Parental Control");

  /** Long term key message. */
  public static final OmaBcastSubtype LTKM = new OmaBcastSubtype(1);

  /** Short term key message. */
  public static final OmaBcastSubtype STKM = new OmaBcastSubtype(2);

  /** LTKM reporting message. */
  public static final OmaBcastSubtype LTKM_REPORTING = new OmaBcastSubtype(3);

  /** Parental control message. */
  public static final OmaBcastSubtype PARENTAL_CONTROL = new OmaBcastSubtype(4);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public OmaBcastSubtype {
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
