package org.mikeyhsm.message;

/**
 * One Type/Length/Value of a security policy (RFC 3830 6.10). Immutable, thread-safe.
 *
 * @param type 0..255; {@link SrtpParameter} or {@link TeslaParameter} names it
 * @param value 0..255 octets
 */
public record PolicyParameter(int type, Octets value) {
  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code type} is not in 0..255 or {@code value} is longer
   *     than 255 octets
   */
  public PolicyParameter {
    Widths.octet("policy parameter type", type);
    Widths.octet("policy parameter length", value.length());
  }

  /**
   * A parameter of a known protocol.
   *
   * @throws IllegalArgumentException if {@code value} is longer than 255 octets
   */
  public PolicyParameter(PolicyParameterType type, Octets value) {
    this(type.value(), value);
  }

  /**
   * A parameter with a value of one octet, which of SRTP's all but the two rates always have.
   *
   * @throws IllegalArgumentException if {@code value} is not in 0..255
   */
  public static PolicyParameter of(PolicyParameterType type, int value) {
    return new PolicyParameter(
        type, Octets.of(new byte[] {(byte) Widths.octet("policy parameter value", value)}));
  }
}
