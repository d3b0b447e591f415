package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import org.mikeyhsm.crypto.field.Field1024;

/**
 * Powers of a fixed element of PF_p[q] (RFC 6508 section 2.1), for raising it to secret powers: as
 * EdwardsComb, with products in F_p^2 up to factors in F_p. An entry t stands for 1 + i t, the
 * neutral element is 0, the inverse of t is -t.
 *
 * <p>The table takes 0.8 MiB and is public. Thread-safe.
 */
final class TorusComb {
  private static final int ENTRY = Field1024.LIMBS;
  private static final int PLACE = SignedDigits.LARGEST * ENTRY;

  private final long[] table = new long[SignedDigits.COUNT * PLACE];

  /** Makes the powers of the element that t represents. */
  TorusComb(long[] t) {
    try (Workspace space = new Workspace()) {
      final long[] base = space.element();
      Field1024.copy(base, t);
      final int count = SignedDigits.LARGEST + 1;
      final long[][] real = space.elements(count);
      final long[][] imaginary = space.elements(count);
      for (int place = 0; place < SignedDigits.COUNT; place++) {
        Field1024.copy(real[0], FIELD.one());
        Field1024.copy(imaginary[0], base);
        for (int k = 1; k < SignedDigits.LARGEST; k++) {
          Field1024.copy(real[k], real[k - 1]);
          Field1024.copy(imaginary[k], imaginary[k - 1]);
          multiply(real[k], imaginary[k], base, space);
        }
        BatchInversion.invert(real, SignedDigits.LARGEST, space);
        for (int k = 0; k < SignedDigits.LARGEST; k++) {
          FIELD.multiply(imaginary[k], imaginary[k], real[k], space.scratch);
          System.arraycopy(imaginary[k], 0, table, place * PLACE + k * ENTRY, ENTRY);
        }
        // The next place's base: the square of the last, (1 + i t)^2 = (1 - t^2) + 2 i t.
        final long[] last = imaginary[SignedDigits.LARGEST - 1];
        final long[] denominator = real[SignedDigits.LARGEST];
        FIELD.square(denominator, last, space.scratch);
        Field1024.subtract(denominator, FIELD.one(), denominator);
        FIELD.invert(denominator, denominator, space.scratch);
        FIELD.multiply(base, last, denominator, space.scratch);
        Field1024.add(base, base, base);
      }
    }
  }

  /** real + i imaginary times 1 + i t. */
  private static void multiply(long[] real, long[] imaginary, long[] t, Workspace space) {
    final long[] a = space.scratchElement(0);
    final long[] b = space.scratchElement(1);
    FIELD.multiply(a, imaginary, t, space.scratch);
    FIELD.multiply(b, real, t, space.scratch);
    Field1024.subtract(real, real, a);
    Field1024.add(imaginary, imaginary, b);
  }

  /** real + i imaginary = the comb's element to the power that the digits are. */
  void power(long[] real, long[] imaginary, long[] digits, Workspace space) {
    final long[] found = space.element();
    Field1024.copy(real, FIELD.one());
    Field1024.subtract(imaginary, real, real);
    for (int place = 0; place < SignedDigits.COUNT; place++) {
      find(found, place * PLACE, SignedDigits.magnitude(digits[place]));
      Field1024.negateIf(found, found, SignedDigits.sign(digits[place]));
      multiply(real, imaginary, found, space);
    }
  }

  private void find(long[] found, int from, long magnitude) {
    final long[] all = table;
    for (int j = 0; j < ENTRY; j++) {
      found[j] = 0;
    }
    for (int k = 1, at = from; k <= SignedDigits.LARGEST; k++, at += ENTRY) {
      final long mask = SignedDigits.same(k, magnitude);
      for (int j = 0; j < ENTRY; j++) {
        found[j] |= all[at + j] & mask;
      }
    }
  }
}
