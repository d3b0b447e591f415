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

  private static int atMost(String what, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " of " + value + " is not in 0.." + max);
    }
    return value;
  }
}
