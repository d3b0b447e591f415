package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import org.mikeyhsm.crypto.field.Field1024;

/** An element real + i imaginary of F_p^2 = F_p[i], i^2 = -1 (RFC 6508 section 2.1). */
final class QuadraticElement {
  final long[] real;
  final long[] imaginary;
  private final long[] a;
  private final long[] b;
  private final Field1024.Scratch scratch;

  /** The element 1. */
  QuadraticElement(Workspace space) {
    real = space.element();
    imaginary = space.element();
    a = space.element();
    b = space.element();
    scratch = space.scratch;
    Field1024.copy(real, FIELD.one());
  }

  /** Squares: (r + i s)^2 = (r + s)(r - s) + 2 i r s. */
  void square() {
    Field1024.add(a, real, imaginary);
    Field1024.subtract(b, real, imaginary);
    FIELD.multiply(imaginary, real, imaginary, scratch);
    Field1024.add(imaginary, imaginary, imaginary);
    FIELD.multiply(real, a, b, scratch);
  }

  /** Multiplies by u + i v. */
  void multiply(long[] u, long[] v) {
    Field1024.copy(a, real);
    Field1024.negate(b, imaginary);
    FIELD.sumOfProducts(real, a, u, b, v, scratch);
    FIELD.sumOfProducts(b, imaginary, u, a, v, scratch);
    Field1024.copy(imaginary, b);
  }

  /** t = the representative in F_p of this to the power of 4, 0 where there is none. */
  void finish(long[] t) {
    square();
    square();
    FIELD.invert(a, real, scratch);
    FIELD.multiply(t, imaginary, a, scratch);
  }
}
