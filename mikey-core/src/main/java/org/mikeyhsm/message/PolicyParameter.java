package org.mikeyhsm.message;

/**
 * One Type/Length/Value of a security policy (RFC 3830 6.10). Immutable, thread-safe.
 *
 * @param type 0..255; {@link SrtpParameter} names it when the protocol is SRTP
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
   * An SRTP parameter.
   *
   * @throws IllegalArgumentException if {@code value} is longer than 255 octets
   */
  public PolicyParameter(SrtpParameter type, Octets value) {
    this(type.value(), value);
  }

  /**
   * An SRTP parameter with a value of one octet, which all but the two rates always have.
   *
   * @throws IllegalArgumentException if {@code value} is not in 0..255
   */
  public static PolicyParameter of(SrtpParameter type, int value) {
    return new PolicyParameter(
        type, Octets.of(new byte[] {(byte) Widths.octet("policy parameter value", value)}));
  }
}
