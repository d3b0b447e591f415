package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import java.math.BigInteger;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * The Tate-Lichtenbaum pairing of RFC 6508 section 3.2 without tables: the loop in Jacobian
 * coordinates (x, y) = (X / Z^2, Y / Z^3), over the signed binary digits of q. Lines are taken up
 * to factors in F_p, which the final powering removes; so the slope's denominator is multiplied out
 * and vertical lines are left out.
 *
 * <p>What is done depends on q only. At the end the loop has computed [q]K without the last
 * addition, and so tells whether K has order q; where it has not, the value is useless.
 */
final class MillerLoop {
  /** The signed binary digits of q, lowest first, no two neighbours of them non-zero. */
  private static final byte[] DIGITS = nonAdjacentForm(ParameterSet1.Q);

  private final Workspace space;
  private final Field1024.Scratch scratch;
  private final long[] kx;
  private final long[] ky;
  private final long[] negativeKy;
  private final long[] x;
  private final long[] y;
  private final long[] z;
  private final long[][] v;

  /** Prepares for the point K of E. */
  MillerLoop(long[] kx, long[] ky, Workspace space) {
    this.space = space;
    scratch = space.scratch;
    this.kx = kx;
    this.ky = ky;
    negativeKy = space.element();
    Field1024.negate(negativeKy, ky);
    x = space.element();
    y = space.element();
    z = space.element();
    v = space.elements(8);
  }

  private static byte[] nonAdjacentForm(BigInteger number) {
    byte[] digits = new byte[number.bitLength() + 1];
    BigInteger rest = number;
    for (int i = 0; i < digits.length; i++) {
      if (rest.testBit(0)) {
        digits[i] = (byte) (rest.testBit(1) ? -1 : 1);
        rest = rest.subtract(BigInteger.valueOf(digits[i]));
      }
      rest = rest.shiftRight(1);
    }
    return digits;
  }

  /**
   * w = &lt;K, R&gt;, which is &lt;R, K&gt; where both have order q.
   *
   * @return all ones where K has order q, else 0
   */
  long pair(long[] w, long[] rx, long[] ry) {
    final QuadraticElement f = new QuadraticElement(space);
    final long[] real = space.element();
    final long[] imaginary = space.element();
    start();
    for (int i = highest() - 1; i >= 0; i--) {
      twice(real, imaginary, rx, ry);
      f.square();
      f.multiply(real, imaginary);
      if (DIGITS[i] != 0 && i > 0) {
        add(DIGITS[i] > 0 ? ky : negativeKy, real, imaginary, rx, ry);
        f.multiply(real, imaginary);
      }
    }
    f.finish(w);
    return hasOrderQ();
  }

  private static int highest() {
    return DIGITS[DIGITS.length - 1] != 0 ? DIGITS.length - 1 : DIGITS.length - 2;
  }

  private void start() {
    Field1024.copy(x, kx);
    Field1024.copy(y, ky);
    Field1024.copy(z, FIELD.one());
  }

  /** Whether [q - d]K = -[d]K, d the lowest digit of q. */
  private long hasOrderQ() {
    final long[] zz = v[0];
    final long[] right = v[1];
    FIELD.square(zz, z, scratch);
    FIELD.multiply(right, kx, zz, scratch);
    long same = FIELD.isEqual(x, right);
    FIELD.multiply(zz, zz, z, scratch);
    FIELD.multiply(right, DIGITS[0] > 0 ? negativeKy : ky, zz, scratch);
    same &= FIELD.isEqual(y, right);
    return same & ~FIELD.isZero(z);
  }

  /** Doubles, and evaluates the tangent at [i]R: its real part and its imaginary one. */
  private void twice(long[] real, long[] imaginary, long[] rx, long[] ry) {
    final long[] delta = v[0];
    final long[] gamma = v[1];
    final long[] beta = v[2];
    final long[] alpha = v[3];
    final long[] a = v[4];
    final long[] b = v[5];
    FIELD.square(delta, z, scratch);
    FIELD.square(gamma, y, scratch);
    FIELD.multiply(beta, x, gamma, scratch);
    Field1024.subtract(a, x, delta);
    Field1024.add(b, x, delta);
    FIELD.multiply(alpha, a, b, scratch);
    Field1024.scale(alpha, alpha, 3);
    // Z' = 2YZ
    Field1024.add(z, y, z);
    FIELD.square(z, z, scratch);
    Field1024.subtract(z, z, gamma);
    Field1024.subtract(z, z, delta);
    // The slope is alpha / Z'. Line times Z' Z^2: alpha (Rx Z^2 + X) - 2Y^2 + i Ry Z' Z^2.
    FIELD.multiply(a, rx, delta, scratch);
    Field1024.add(a, a, x);
    FIELD.multiply(real, alpha, a, scratch);
    Field1024.add(a, gamma, gamma);
    Field1024.subtract(real, real, a);
    FIELD.multiply(a, z, delta, scratch);
    FIELD.multiply(imaginary, ry, a, scratch);
    // X' = alpha^2 - 8 X Y^2, Y' = alpha (4 X Y^2 - X') - 8 Y^4
    Field1024.scale(beta, beta, 4);
    FIELD.square(x, alpha, scratch);
    Field1024.subtract(x, x, beta);
    Field1024.subtract(x, x, beta);
    Field1024.subtract(b, beta, x);
    FIELD.square(gamma, gamma, scratch);
    Field1024.scale(gamma, gamma, 8);
    FIELD.multiply(y, alpha, b, scratch);
    Field1024.subtract(y, y, gamma);
  }

  /** Adds (kx, sy), and evaluates the line through both at [i]R. */
  private void add(long[] sy, long[] real, long[] imaginary, long[] rx, long[] ry) {
    final long[] zz = v[0];
    final long[] h = v[1];
    final long[] r = v[2];
    final long[] hh = v[3];
    final long[] hhh = v[4];
    final long[] a = v[5];
    FIELD.square(zz, z, scratch);
    FIELD.multiply(h, kx, zz, scratch);
    Field1024.subtract(h, h, x);
    FIELD.multiply(a, z, zz, scratch);
    FIELD.multiply(r, sy, a, scratch);
    Field1024.subtract(r, r, y);
    FIELD.square(hh, h, scratch);
    FIELD.multiply(hhh, h, hh, scratch);
    FIELD.multiply(z, z, h, scratch);
    // The slope is r / Z'. Line times Z': r (Rx + kx) - sy Z' + i Ry Z'.
    Field1024.add(a, rx, kx);
    Field1024.negate(v[6], z);
    FIELD.sumOfProducts(real, r, a, v[6], sy, scratch);
    FIELD.multiply(imaginary, ry, z, scratch);
    // X' = r^2 - H^3 - 2XH^2, Y' = r (XH^2 - X') - YH^3
    FIELD.multiply(hh, x, hh, scratch);
    FIELD.square(x, r, scratch);
    Field1024.subtract(x, x, hhh);
    Field1024.subtract(x, x, hh);
    Field1024.subtract(x, x, hh);
    Field1024.subtract(hh, hh, x);
    Field1024.negate(hhh, hhh);
    Field1024.copy(v[7], y);
    FIELD.sumOfProducts(y, r, hh, v[7], hhh, scratch);
  }

  /** All ones where the point (x, y) of E has order q, else 0. */
  static long hasOrderQ(long[] x, long[] y) {
    try (Workspace space = new Workspace()) {
      final MillerLoop loop = new MillerLoop(x, y, space);
      // Evaluated anywhere: only where the loop ends matters.
      return loop.pair(space.element(), x, y);
    }
  }
}
