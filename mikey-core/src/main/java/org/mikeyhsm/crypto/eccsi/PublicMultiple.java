package org.mikeyhsm.crypto.eccsi;

/** Multiplies a point that there is no table of by a public number, in time that depends on it. */
final class PublicMultiple {
  private static final int WIDTH = 5;
  private static final int BITS = 256;

  private PublicMultiple() {}

  /** Adds [number]point to {@code sum}; number is 32 octets. */
  static void add(P256Point sum, P256Point point, byte[] number) {
    final P256Point[] odd = new P256Point[1 << (WIDTH - 2)];
    odd[0] = point.copy();
    final P256Point twice = point.copy();
    twice.twice();
    for (int i = 1; i < odd.length; i++) {
      odd[i] = odd[i - 1].copy();
      odd[i].add(twice);
    }
    final int[] digits = nonAdjacentForm(number);
    final P256Point multiple = new P256Point();
    boolean started = false;
    for (int i = BITS; i >= 0; i--) {
      if (started) {
        multiple.twice();
      }
      if (digits[i] != 0) {
        started = true;
        final P256Point entry = odd[Math.abs(digits[i]) / 2];
        if (digits[i] > 0) {
          multiple.add(entry);
        } else {
          entry.negate();
          multiple.add(entry);
          entry.negate();
        }
      }
    }
    sum.add(multiple);
  }

  /** Digits that are 0 or odd and below 2^(WIDTH - 1), lowest first, no two in WIDTH places. */
  private static int[] nonAdjacentForm(byte[] number) {
    final int[] bits = new int[BITS + WIDTH + 1];
    for (int i = 0; i < BITS; i++) {
      bits[i] = number[P256.N - 1 - i / 8] >> (i % 8) & 1;
    }
    final int[] digits = new int[BITS + 1];
    for (int i = 0; i <= BITS; i++) {
      if (bits[i] == 0) {
        continue;
      }
      int window = 0;
      for (int j = 0; j < WIDTH; j++) {
        window |= bits[i + j] << j;
        bits[i + j] = 0;
      }
      if (window >= 1 << (WIDTH - 1)) {
        window -= 1 << WIDTH;
        for (int j = i + WIDTH; ; j++) {
          bits[j] ^= 1;
          if (bits[j] == 1) {
            break;
          }
        }
      }
      digits[i] = window;
    }
    return digits;
  }
}
