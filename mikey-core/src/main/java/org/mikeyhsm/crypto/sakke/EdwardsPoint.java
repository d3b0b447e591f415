package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import org.mikeyhsm.crypto.field.Field1024;

/**
 * A point of -X^2 + Y^2 = 1 + X^2 Y^2 in extended coordinates (X : Y : Z : T), T = XY / Z, and
 * arithmetic on it (Hisil, Wong, Carter and Dawson, "Twisted Edwards curves revisited", 2008,
 * section 3.1 with a = -1, d = 1).
 *
 * <p>The addition is unified and has no exceptional case among points of odd order: its
 * denominators vanish only where two points differ by one of even order. The points here are
 * multiples of points of order q, the neutral one included; anything else is refused before it
 * comes here.
 */
final class EdwardsPoint {
  final long[] x;
  final long[] y;
  final long[] z;
  final long[] t;
  private final long[] a;
  private final long[] b;
  private final long[] c;
  private final long[] d;
  private final Field1024.Scratch scratch;

  /** The neutral point (0, 1). */
  EdwardsPoint(Workspace space) {
    x = space.element();
    y = space.element();
    z = space.element();
    t = space.element();
    a = space.element();
    b = space.element();
    c = space.element();
    d = space.element();
    scratch = space.scratch;
    clear();
  }

  /** Becomes the neutral point. */
  void clear() {
    Field1024.subtract(x, x, x);
    Field1024.copy(t, x);
    Field1024.copy(y, FIELD.one());
    Field1024.copy(z, y);
  }

  /** Becomes the image of an affine point of E (ParameterSet1), not of (0, 0), nor the neutral. */
  void setAffine(long[] weierstrassX, long[] weierstrassY) {
    // X = (c / s) x / y, Y = (x - s) / (x + s): over the common denominator y (x + s).
    Field1024.add(a, weierstrassX, ParameterSet1.S);
    Field1024.subtract(b, weierstrassX, ParameterSet1.S);
    FIELD.multiply(z, weierstrassY, a, scratch);
    FIELD.multiply(c, weierstrassX, ParameterSet1.C_OVER_S, scratch);
    FIELD.multiply(x, c, a, scratch);
    FIELD.multiply(y, weierstrassY, b, scratch);
    // T = XY/Z = c b in terms of the numerators, for XY/Z = (c a)(y b)/(y a).
    FIELD.multiply(t, c, b, scratch);
  }

  /**
   * Adds an affine point in 7 multiplications.
   *
   * @param minus its Y - X
   * @param plus its Y + X
   * @param twice its 2XY
   */
  void add(long[] minus, long[] plus, long[] twice) {
    Field1024.subtract(a, y, x);
    FIELD.multiply(a, a, minus, scratch);
    Field1024.add(b, y, x);
    FIELD.multiply(b, b, plus, scratch);
    FIELD.multiply(c, t, twice, scratch);
    Field1024.add(d, z, z);
    addTail();
  }

  /** Doubles. */
  void twice() {
    FIELD.square(a, x, scratch);
    FIELD.square(b, y, scratch);
    FIELD.square(c, z, scratch);
    Field1024.add(c, c, c);
    Field1024.add(d, x, y);
    FIELD.square(d, d, scratch);
    Field1024.subtract(d, d, a);
    // E = 2XY, G = B - A, F = G - 2Z^2, H = -A - B.
    final long[] e = d;
    Field1024.subtract(e, d, b);
    Field1024.subtract(x, b, a);
    Field1024.add(y, a, b);
    Field1024.negate(y, y);
    Field1024.subtract(c, x, c);
    FIELD.multiply(z, c, x, scratch);
    FIELD.multiply(t, e, y, scratch);
    FIELD.multiply(y, x, y, scratch);
    FIELD.multiply(x, e, c, scratch);
  }

  private void addTail() {
    // E = B - A, F = D - C, G = D + C, H = B + A.
    Field1024.subtract(x, b, a);
    Field1024.add(y, b, a);
    Field1024.subtract(z, d, c);
    Field1024.add(t, d, c);
    Field1024.copy(a, x);
    Field1024.copy(b, y);
    FIELD.multiply(x, a, z, scratch);
    FIELD.multiply(y, t, b, scratch);
    FIELD.multiply(z, z, t, scratch);
    FIELD.multiply(t, a, b, scratch);
  }
}
