package org.mikeyhsm.crypto.sakke;

import org.mikeyhsm.crypto.field.Field1024;

/** Recodes a number into signed digits to the base 2^{@value #WIDTH}, whatever its value. */
final class SignedDigits {
  /** Bits of a digit. */
  static final int WIDTH = 6;

  /** The largest magnitude of a digit. */
  static final int LARGEST = 1 << (WIDTH - 1);

  /** Digits of a number below q, which has 1022 bits. */
  static final int COUNT = (1022 + WIDTH) / WIDTH;

  private SignedDigits() {}

  /**
   * The digits, lowest first, from -31 to 32.
   *
   * @param number 128 octets, below q
   */
  static long[] of(byte[] number, Workspace space) {
    final long[] digits = space.array(COUNT);
    long carry = 0;
    for (int i = 0; i < COUNT; i++) {
      final int bit = i * WIDTH;
      final int low = Field1024.OCTETS - 1 - bit / 8;
      long window = octet(number, low) | octet(number, low - 1) << 8;
      window = (window >> (bit % 8) & ((1 << WIDTH) - 1)) + carry;
      carry = (window + LARGEST - 1) >> WIDTH;
      digits[i] = window - (carry << WIDTH);
    }
    return digits;
  }

  private static long octet(byte[] number, int index) {
    return index < 0 ? 0 : number[index] & 0xFF;
  }

  /** All ones where the digit is negative, else 0. */
  static long sign(long digit) {
    return digit >> 63;
  }

  /** The digit's magnitude. */
  static long magnitude(long digit) {
    return (digit ^ sign(digit)) - sign(digit);
  }

  /** All ones where both, of at most 32 bits, are the same, else 0. */
  static long same(long a, long b) {
    return ((a ^ b) - 1) >> 63;
  }
}
