package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * The Miller loop of a fixed point K, prepared: for each digit of q to the base 4 the function that
 * the loop multiplies by, merged from its three lines.
 *
 * <p>With f_n the function of divisor n(K) - ([n]K) - (n - 1)(O), f_(4n+d) = f_n^4 g, where, with A
 * = [n]K, D = [2]A, E = [4]A and S = [d]K, up to factors in F_p:
 *
 * <ul>
 *   <li>d = 0: g = t_A^2 t_D / v_D^2, t a tangent and v a vertical line: the zeros are 4(A) and
 *       (-E), so g = c0 + c1 x + c2 x^2 + y (e0 + x);
 *   <li>d = 1 or -1: g times l / v_E, l the line through E and S: c0 + c1 x + c2 x^2 + x^3 + y (e0
 *       + e1 x);
 *   <li>d = 2: that times t_K / v_S: c0 + ... + c3 x^3 + y (e0 + e1 x + x^2).
 * </ul>
 *
 * <p>The quotients are exact, and monic because every line is y + ... . At [i]R = (-Rx, i Ry) the
 * part in x is real and the part in y imaginary. The last digit of q ends in a vertical line, which
 * is left out.
 *
 * <p>The table is as secret as K: {@link #close()} wipes it. It takes 0.4 MiB. Thread-safe, except
 * for closing.
 */
final class LineTable implements AutoCloseable {
  /** The digits of q to the base 4, lowest first, each -1, 0, 1 or 2; the highest 1 or 2. */
  private static final byte[] DIGITS = digits(ParameterSet1.Q);

  private static final int HIGHEST = DIGITS[DIGITS.length - 1];

  private final long[][] coefficients;

  private LineTable(long[][] coefficients) {
    this.coefficients = coefficients;
  }

  private static byte[] digits(BigInteger number) {
    List<Integer> digits = new ArrayList<>();
    BigInteger rest = number;
    while (rest.signum() != 0) {
      int low = rest.intValue() & 3;
      int digit = low == 3 ? -1 : low;
      digits.add(digit);
      rest = rest.subtract(BigInteger.valueOf(digit)).shiftRight(2);
    }
    byte[] array = new byte[digits.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = digits.get(i).byteValue();
    }
    return array;
  }

  /** The digit at place i as far as the table goes: the last one's line is vertical. */
  private static int digit(int i) {
    return i == 0 ? 0 : DIGITS[i];
  }

  /** Makes the table of an affine point of order q. */
  static LineTable of(long[] kx, long[] ky) {
    try (Workspace space = new Workspace()) {
      return new LineTable(new LineTableBuilder(kx, ky, space).build(DIGITS));
    }
  }

  /** w = &lt;K, R&gt;, which is &lt;R, K&gt; where both have order q. */
  void pair(long[] w, long[] rx, long[] ry, Workspace space) {
    final Field1024.Scratch scratch = space.scratch;
    final long[][] x = space.elements(4);
    final long[][] y = space.elements(3);
    Field1024.negate(x[1], rx);
    FIELD.square(x[2], rx, scratch);
    FIELD.multiply(x[3], x[2], x[1], scratch);
    Field1024.copy(y[0], ry);
    FIELD.multiply(y[1], x[1], ry, scratch);
    FIELD.multiply(y[2], x[2], ry, scratch);
    final QuadraticElement f = new QuadraticElement(space);
    final long[] real = space.element();
    final long[] imaginary = space.element();
    int at = 0;
    if (HIGHEST == 2) {
      FIELD.multiply(f.real, coefficients[at + 1], x[1], scratch);
      Field1024.add(f.real, f.real, coefficients[at]);
      Field1024.copy(f.imaginary, ry);
      at += 2;
    }
    for (int i = DIGITS.length - 2; i >= 0; i--) {
      at = evaluate(real, imaginary, digit(i), at, x, y, scratch);
      f.square();
      f.square();
      f.multiply(real, imaginary);
    }
    f.finish(w);
  }

  private int evaluate(
      long[] real,
      long[] imaginary,
      int digit,
      int from,
      long[][] x,
      long[][] y,
      Field1024.Scratch scratch) {
    final long[][] c = coefficients;
    FIELD.sumOfProducts(real, c[from + 1], x[1], c[from + 2], x[2], scratch);
    Field1024.add(real, real, c[from]);
    int at = from + 3;
    if (digit == 0) {
      FIELD.multiply(imaginary, c[at], y[0], scratch);
      Field1024.add(imaginary, imaginary, y[1]);
      return at + 1;
    }
    if (digit == 2) {
      FIELD.multiply(imaginary, c[at], x[3], scratch);
      Field1024.add(real, real, imaginary);
      at++;
    } else {
      Field1024.add(real, real, x[3]);
    }
    FIELD.sumOfProducts(imaginary, c[at], y[0], c[at + 1], y[1], scratch);
    if (digit == 2) {
      Field1024.add(imaginary, imaginary, y[2]);
    }
    return at + 2;
  }

  /** Wipes the table; it pairs no more. */
  @Override
  public void close() {
    for (long[] coefficient : coefficients) {
      Arrays.fill(coefficient, 0);
    }
  }
}
