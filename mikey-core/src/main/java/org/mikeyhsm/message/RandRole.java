package org.mikeyhsm.message;

/**
 * Who made a random value, 8 bits (RFC 6043 Table 6.13).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record RandRole(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.role("Initiator (RANDRi)", "Responder (RANDRr)", "KMS (RANDRkms)");

  /** The initiator. */
  public static final RandRole INITIATOR = new RandRole(1);

  /** The responder. */
  public static final RandRole RESPONDER = new RandRole(2);

  /** The key management service. */
  public static final RandRole KMS = new RandRole(3);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public RandRole {
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
