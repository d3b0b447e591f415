package org.mikeyhsm.message;

/** The range checks of the constructors: what a field of the wire can hold. */
final class Widths {
  private Widths() {}

  /**
   * Returns a number that one octet holds.
   *
   * @throws IllegalArgumentException if it is not in 0..255
   */
  static int octet(String what, int value) {
    return atMost(what, value, 0xFF);
  }

  /**
   * Returns a number that two octets hold.
   *
   * @throws IllegalArgumentException if it is not in 0..65535
   */
  static int twoOctets(String what, int value) {
    return atMost(what, value, 0xFFFF);
  }

  /**
   * Returns a number that 14 bits hold.
   *
   * @throws IllegalArgumentException if it is not in 0..16383
   */
  static int fourteenBits(String what, int value) {
    return atMost(what, value, 0x3FFF);
  }

  /**
   * Returns a number that 12 bits hold.
   *
   * @throws IllegalArgumentException if it is not in 0..4095
   */
  static int twelveBits(String what, int value) {
    return atMost(what, value, 0xFFF);
  }

  /**
   * Returns a number that 7 bits hold.
   *
   * @throws IllegalArgumentException if it is not in 0..127
   */
  static int sevenBits(String what, int value) {
    return atMost(what, value, 0x7F);
  }

  /**
   * Returns a number that 5 bits hold.
   *
   * @throws IllegalArgumentException if it is not in 0..31
   */
  static int fiveBits(String what, int value) {
    return atMost(what, value, 0x1F);
  }

  /**
   * Returns a number that 4 bits hold.
   *
   * @throws IllegalArgumentException if it is not in 0..15
   */
  static int fourBits(String what, int value) {
    return atMost(what, value, 0xF);
  }

  private static int atMost(String what, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " of " + value + " is not in 0.." + max);
    }
    return value;
  }
}
