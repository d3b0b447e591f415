package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import org.mikeyhsm.crypto.field.Field1024;

/**
 * Multiples of a fixed point of order q, for multiplying it by secret numbers: k 64^i B for each
 * digit's place i and each magnitude k from 1 to 32, as (Y - X, Y + X, 2XY). A multiplication is
 * one addition a digit and no doubling.
 *
 * <p>A digit's entry is found by reading all 32 of its place. The table takes 2.3 MiB and is
 * public, as the point is. Thread-safe.
 */
final class EdwardsComb {
  private static final int ENTRY = 3 * Field1024.LIMBS;
  private static final int PLACE = SignedDigits.LARGEST * ENTRY;

  private final long[] table = new long[SignedDigits.COUNT * PLACE];

  /** Makes the multiples of an affine point of E, of order q. */
  EdwardsComb(long[] x, long[] y) {
    try (Workspace space = new Workspace()) {
      final EdwardsPoint point = new EdwardsPoint(space);
      point.setAffine(x, y);
      final long[][][] multiples = new long[SignedDigits.LARGEST + 1][][];
      for (int k = 0; k < multiples.length; k++) {
        multiples[k] = space.elements(3);
      }
      final long[][] entry = space.elements(3);
      save(point, multiples[0]);
      normalize(multiples, 1, space);
      for (int place = 0; place < SignedDigits.COUNT; place++) {
        toEntry(entry, multiples[0], space);
        point.clear();
        for (int k = 0; k < SignedDigits.LARGEST; k++) {
          point.add(entry[0], entry[1], entry[2]);
          save(point, multiples[k]);
        }
        // The next place's base, 64 times this one's.
        point.twice();
        save(point, multiples[SignedDigits.LARGEST]);
        normalize(multiples, multiples.length, space);
        for (int k = 0; k < SignedDigits.LARGEST; k++) {
          toEntry(entry, multiples[k], space);
          final int at = place * PLACE + k * ENTRY;
          for (int j = 0; j < 3; j++) {
            System.arraycopy(entry[j], 0, table, at + j * Field1024.LIMBS, Field1024.LIMBS);
          }
        }
        final long[][] next = multiples[SignedDigits.LARGEST];
        multiples[SignedDigits.LARGEST] = multiples[0];
        multiples[0] = next;
      }
    }
  }

  private static void save(EdwardsPoint point, long[][] to) {
    Field1024.copy(to[0], point.x);
    Field1024.copy(to[1], point.y);
    Field1024.copy(to[2], point.z);
  }

  /** Divides X and Y of the first {@code count} by their Z, with one inversion. */
  private static void normalize(long[][][] points, int count, Workspace space) {
    final long[][] z = new long[count][];
    for (int i = 0; i < count; i++) {
      z[i] = points[i][2];
    }
    BatchInversion.invert(z, count, space);
    for (int i = 0; i < count; i++) {
      FIELD.multiply(points[i][0], points[i][0], z[i], space.scratch);
      FIELD.multiply(points[i][1], points[i][1], z[i], space.scratch);
    }
  }

  private static void toEntry(long[][] entry, long[][] affine, Workspace space) {
    Field1024.subtract(entry[0], affine[1], affine[0]);
    Field1024.add(entry[1], affine[1], affine[0]);
    FIELD.multiply(entry[2], affine[0], affine[1], space.scratch);
    Field1024.add(entry[2], entry[2], entry[2]);
  }

  /** Adds digits' worth of the comb's point to {@code sum}. */
  void addMultiple(EdwardsPoint sum, long[] digits, Workspace space) {
    final long[] found = space.array(ENTRY);
    final long[] minus = space.element();
    final long[] plus = space.element();
    final long[] twice = space.element();
    final long[] one = FIELD.one();
    for (int place = 0; place < SignedDigits.COUNT; place++) {
      final long magnitude = SignedDigits.magnitude(digits[place]);
      final long sign = SignedDigits.sign(digits[place]);
      find(found, place * PLACE, magnitude);
      final long none = SignedDigits.same(magnitude, 0);
      for (int i = 0; i < Field1024.LIMBS; i++) {
        // The neutral point is (1, 1, 0). The opposite of a point has Y - X and Y + X exchanged.
        final long first = found[i] | (one[i] & none);
        final long second = found[Field1024.LIMBS + i] | (one[i] & none);
        final long exchange = (first ^ second) & sign;
        minus[i] = first ^ exchange;
        plus[i] = second ^ exchange;
        twice[i] = (found[2 * Field1024.LIMBS + i] ^ sign) - sign;
      }
      sum.add(minus, plus, twice);
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
