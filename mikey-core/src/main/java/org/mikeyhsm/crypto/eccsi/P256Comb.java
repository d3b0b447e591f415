package org.mikeyhsm.crypto.eccsi;

import org.mikeyhsm.crypto.field.Field256;

/**
 * Multiples of a fixed point, for multiplying it by secret numbers: k 64^i B for each place i of a
 * number's signed digits and each magnitude k from 1 to 32, affine. A multiplication is one
 * addition a digit and no doubling; a digit's entry is found by reading all 32 of its place.
 *
 * <p>The table takes 110 KiB and is public. Thread-safe.
 */
final class P256Comb {
  private static final int WIDTH = 6;
  private static final int LARGEST = 1 << (WIDTH - 1);
  private static final int PLACES = (256 + WIDTH) / WIDTH;
  private static final int ENTRY = 2 * Field256.LIMBS;
  private static final int PLACE = LARGEST * ENTRY;

  private final long[] table = new long[PLACES * PLACE];

  /** Makes the multiples of a point, not the neutral one. */
  P256Comb(P256Point point) {
    final P256Point base = point.copy();
    base.normalize();
    final P256Point multiple = new P256Point();
    for (int place = 0; place < PLACES; place++) {
      multiple.set(base);
      for (int k = 0; k < LARGEST; k++) {
        final P256Point affine = multiple.copy();
        affine.normalize();
        final int at = place * PLACE + k * ENTRY;
        System.arraycopy(affine.x, 0, table, at, Field256.LIMBS);
        System.arraycopy(affine.y, 0, table, at + Field256.LIMBS, Field256.LIMBS);
        if (k < LARGEST - 1) {
          multiple.add(base.x, base.y);
        }
      }
      base.set(multiple);
      base.twice();
      base.normalize();
    }
  }

  /**
   * Adds a multiple of the comb's point to {@code sum}.
   *
   * @param number 32 octets
   */
  void addMultiple(P256Point sum, byte[] number) {
    final long[] x = Field256.zero();
    final long[] y = Field256.zero();
    final P256Point next = new P256Point();
    long carry = 0;
    for (int place = 0; place < PLACES; place++) {
      final int bit = place * WIDTH;
      final int low = P256.N - 1 - bit / 8;
      long window = octet(number, low) | octet(number, low - 1) << 8;
      window = (window >> (bit % 8) & ((1 << WIDTH) - 1)) + carry;
      carry = (window + LARGEST - 1) >> WIDTH;
      final long digit = window - (carry << WIDTH);
      final long sign = digit >> 63;
      final long magnitude = (digit ^ sign) - sign;
      find(x, y, place * PLACE, magnitude);
      Field256.negateIf(y, sign);
      // The neutral point is not affine: what was added for the digit 0 is not taken.
      next.set(sum);
      next.add(x, y);
      final long taken = ~((magnitude - 1) >> 63);
      Field256.moveIf(sum.x, next.x, taken);
      Field256.moveIf(sum.y, next.y, taken);
      Field256.moveIf(sum.z, next.z, taken);
    }
    P256.wipe(x, y);
    next.wipe();
  }

  private static long octet(byte[] number, int index) {
    return index < 0 ? 0 : number[index] & 0xFF;
  }

  private void find(long[] x, long[] y, int from, long magnitude) {
    final long[] all = table;
    for (int j = 0; j < Field256.LIMBS; j++) {
      x[j] = 0;
      y[j] = 0;
    }
    for (int k = 1, at = from; k <= LARGEST; k++, at += ENTRY) {
      final long mask = ((k ^ magnitude) - 1) >> 63;
      for (int j = 0; j < Field256.LIMBS; j++) {
        x[j] |= all[at + j] & mask;
        y[j] |= all[at + Field256.LIMBS + j] & mask;
      }
    }
  }
}
