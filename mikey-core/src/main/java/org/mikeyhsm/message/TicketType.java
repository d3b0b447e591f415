package org.mikeyhsm.message;

/**
 * The kind of a ticket, 16 bits (RFC 6043 Table 6.15).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record TicketType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.ticketType("MIKEY base ticket", "3GPP base ticket");

  /** RFC 6043 appendix A. */
  public static final TicketType MIKEY_BASE = new TicketType(1);

  /** Specified by 3GPP. */
  public static final TicketType THREE_GPP_BASE = new TicketType(2);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public TicketType {
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
