package org.mikeyhsm.message;

/**
 * The parameter set of a SAKKE payload, 8 bits (RFC 6509 Table 4).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record SakkeParams(int value) implements CodePoint {
  private static final CodeTable TABLE = CodeTable.role("Parameter Set 1");

  /** RFC 6509 appendix A: a curve over a field of 1024 bits. */
  public static final SakkeParams PARAMETER_SET_1 = new SakkeParams(1);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public SakkeParams {
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
