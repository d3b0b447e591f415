package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * Computes the functions of a {@link LineTable}: affine multiples of K, and exact polynomial
 * arithmetic modulo y^2 = x^3 - 3x. A digit costs three inversions and some 60 multiplications. For
 * one thread.
 */
final class LineTableBuilder {
  /** A function a(x) + y b(x), coefficients lowest first, lengths fixed by the caller. */
  private final long[][] a;

  private final long[][] b;
  private final long[][] productA;
  private final long[][] productB;
  private final long[] kx;
  private final long[] ky;
  private final long[] product;
  private final Field1024.Scratch scratch;
  private final Workspace space;
  private final List<long[]> coefficients = new ArrayList<>();

  LineTableBuilder(long[] kx, long[] ky, Workspace space) {
    this.kx = kx;
    this.ky = ky;
    this.space = space;
    scratch = space.scratch;
    a = space.elements(6);
    b = space.elements(5);
    productA = space.elements(6);
    productB = space.elements(5);
    product = space.element();
  }

  /** The coefficients of all functions in the order of use; the caller owns them. */
  long[][] build(byte[] digits) {
    final long[] tangentK0 = space.element();
    final long[] tangentK1 = space.element();
    final long[] twoKx = space.element();
    final long[] twoKy = space.element();
    final long[] inverse = space.element();
    // The tangent at K is y + (slope Kx - Ky) - slope x, and [2]K lies on it.
    Field1024.add(inverse, ky, ky);
    FIELD.invert(inverse, inverse, scratch);
    tangent(tangentK0, tangentK1, kx, ky, inverse);
    third(twoKx, twoKy, tangentK0, tangentK1, kx, kx);
    final long[] ax = space.element();
    final long[] ay = space.element();
    if (digits[digits.length - 1] == 2) {
      Field1024.copy(ax, twoKx);
      Field1024.copy(ay, twoKy);
      keep(tangentK0);
      keep(tangentK1);
    } else {
      Field1024.copy(ax, kx);
      Field1024.copy(ay, ky);
    }
    final long[] negativeKy = space.element();
    Field1024.negate(negativeKy, ky);
    final Step step = new Step();
    for (int i = digits.length - 2; i >= 0; i--) {
      // The last digit's line is vertical.
      final int digit = i == 0 ? 0 : digits[i];
      final long[] sx = digit == 2 ? twoKx : kx;
      final long[] sy = digit == 2 ? twoKy : digit == 1 ? ky : negativeKy;
      step.run(ax, ay, digit != 0, sx, sy);
      startWithTangentSquared(step.tangentA0, step.tangentA1);
      // (degree of a, degree of b) goes 3,1 -> 4,3 -> 3,2 -> 2,1.
      multiplyByLine(step.tangentD0, step.tangentD1, 3, 1);
      divideByVertical(step.dx, 4, 3);
      divideByVertical(step.dx, 3, 2);
      int degreeA = 2;
      int degreeB = 1;
      if (digit != 0) {
        multiplyByLine(step.chord0, step.chord1, 2, 1);
        divideByVertical(step.ex, 4, 2);
        degreeA = 3;
      }
      if (digit == 2) {
        multiplyByLine(tangentK0, tangentK1, 3, 1);
        divideByVertical(twoKx, 4, 3);
        degreeB = 2;
      }
      keepMonic(digit, degreeA, degreeB);
      Field1024.copy(ax, digit == 0 ? step.ex : step.nx);
      Field1024.copy(ay, digit == 0 ? step.ey : step.ny);
    }
    return coefficients.toArray(long[][]::new);
  }

  private void keep(long[] element) {
    coefficients.add(element.clone());
  }

  /** Keeps all but the coefficient that is 1: of xy, x^3 or x^2 y. */
  private void keepMonic(int digit, int degreeA, int degreeB) {
    final boolean monicA = digit == 1 || digit == -1;
    for (int i = 0; i <= (monicA ? degreeA - 1 : degreeA); i++) {
      keep(a[i]);
    }
    for (int i = 0; i <= (monicA ? degreeB : degreeB - 1); i++) {
      keep(b[i]);
    }
  }

  /** The tangent y + line0 + line1 x at (x, y), from 1 / 2y. */
  private void tangent(long[] line0, long[] line1, long[] x, long[] y, long[] inverse) {
    // slope = 3 (x^2 - 1) / 2y
    FIELD.square(product, x, scratch);
    Field1024.subtract(product, product, FIELD.one());
    Field1024.scale(product, product, 3);
    FIELD.multiply(product, product, inverse, scratch);
    line(line0, line1, product, x, y);
  }

  /** The line of a slope through (x, y). */
  private void line(long[] line0, long[] line1, long[] slope, long[] x, long[] y) {
    Field1024.negate(line1, slope);
    FIELD.multiply(line0, slope, x, scratch);
    Field1024.subtract(line0, line0, y);
  }

  /** The sum of two points of E, from the line through them. */
  private void third(
      long[] x, long[] y, long[] line0, long[] line1, long[] firstX, long[] secondX) {
    FIELD.square(product, line1, scratch);
    Field1024.subtract(product, product, firstX);
    Field1024.subtract(product, product, secondX);
    // Without this the magnitude would double from point to point.
    FIELD.tidy(x, product, scratch);
    // The third point on the line has y = -(line0 + line1 x), and the sum is its opposite.
    FIELD.multiply(product, line1, x, scratch);
    Field1024.add(product, product, line0);
    FIELD.tidy(y, product, scratch);
  }

  /** a + y b = (line0 + line1 x + y)^2. */
  private void startWithTangentSquared(long[] line0, long[] line1) {
    FIELD.square(a[0], line0, scratch);
    FIELD.multiply(a[1], line0, line1, scratch);
    Field1024.add(a[1], a[1], a[1]);
    Field1024.scale(product, FIELD.one(), 3);
    Field1024.subtract(a[1], a[1], product);
    FIELD.square(a[2], line1, scratch);
    Field1024.copy(a[3], FIELD.one());
    Field1024.add(b[0], line0, line0);
    Field1024.add(b[1], line1, line1);
  }

  /** Multiplies by line0 + line1 x + y. */
  private void multiplyByLine(long[] line0, long[] line1, int degreeA, int degreeB) {
    // (a + y b)(l + y) = a l + (x^3 - 3x) b + y (a + b l)
    for (long[] coefficient : productA) {
      Field1024.subtract(coefficient, coefficient, coefficient);
    }
    for (long[] coefficient : productB) {
      Field1024.subtract(coefficient, coefficient, coefficient);
    }
    for (int i = 0; i <= degreeA; i++) {
      addProduct(productA[i], a[i], line0);
      addProduct(productA[i + 1], a[i], line1);
      Field1024.add(productB[i], productB[i], a[i]);
    }
    for (int i = 0; i <= degreeB; i++) {
      Field1024.scale(product, b[i], 3);
      Field1024.subtract(productA[i + 1], productA[i + 1], product);
      Field1024.add(productA[i + 3], productA[i + 3], b[i]);
      addProduct(productB[i], b[i], line0);
      addProduct(productB[i + 1], b[i], line1);
    }
    for (int i = 0; i < a.length; i++) {
      Field1024.copy(a[i], productA[i]);
    }
    for (int i = 0; i < b.length; i++) {
      Field1024.copy(b[i], productB[i]);
    }
  }

  private void addProduct(long[] sum, long[] factor, long[] other) {
    FIELD.multiply(product, factor, other, scratch);
    Field1024.add(sum, sum, product);
  }

  /** Divides by x - root, of which both parts are multiples. */
  private void divideByVertical(long[] root, int degreeA, int degreeB) {
    divide(a, root, degreeA);
    divide(b, root, degreeB);
  }

  private void divide(long[][] polynomial, long[] root, int degree) {
    // Synthetic division, highest first; the remainder is 0 and not computed.
    for (int i = degree - 1; i >= 1; i--) {
      addProduct(polynomial[i], polynomial[i + 1], root);
    }
    for (int i = 0; i < degree; i++) {
      Field1024.copy(polynomial[i], polynomial[i + 1]);
    }
    Field1024.subtract(polynomial[degree], polynomial[degree], polynomial[degree]);
  }

  /** From A: D = [2]A, E = [4]A, N = E + S, and the lines between them, with an inversion each. */
  private final class Step {
    final long[] dx = space.element();
    final long[] ex = space.element();
    final long[] ey = space.element();
    final long[] nx = space.element();
    final long[] ny = space.element();
    final long[] tangentA0 = space.element();
    final long[] tangentA1 = space.element();
    final long[] tangentD0 = space.element();
    final long[] tangentD1 = space.element();
    final long[] chord0 = space.element();
    final long[] chord1 = space.element();
    private final long[] dy = space.element();
    private final long[] twoAy = space.element();
    private final long[] twoDy = space.element();
    private final long[] difference = space.element();
    private final long[] slope = space.element();
    private final long[] inverse = space.element();

    void run(long[] ax, long[] ay, boolean withSum, long[] sx, long[] sy) {
      Field1024.add(twoAy, ay, ay);
      FIELD.invert(inverse, twoAy, scratch);
      tangent(tangentA0, tangentA1, ax, ay, inverse);
      third(dx, dy, tangentA0, tangentA1, ax, ax);
      Field1024.add(twoDy, dy, dy);
      FIELD.invert(inverse, twoDy, scratch);
      tangent(tangentD0, tangentD1, dx, dy, inverse);
      third(ex, ey, tangentD0, tangentD1, dx, dx);
      if (withSum) {
        Field1024.subtract(difference, ex, sx);
        FIELD.invert(inverse, difference, scratch);
        Field1024.subtract(slope, ey, sy);
        FIELD.multiply(slope, slope, inverse, scratch);
        line(chord0, chord1, slope, ex, ey);
        third(nx, ny, chord0, chord1, ex, sx);
      }
    }
  }
}
