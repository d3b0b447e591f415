package org.mikeyhsm.crypto.eccsi;

import static org.mikeyhsm.crypto.eccsi.P256.FIELD;

import java.security.MessageDigest;
import org.mikeyhsm.crypto.field.Field256;

/**
 * A point of P-256 in projective coordinates (x, y) = (X / Z, Y / Z), the neutral one (0 : 1 : 0),
 * and the complete formulas of Renes, Costello and Batina, "Complete addition formulas for prime
 * order elliptic curves" (2016), algorithms 4 to 6 for a = -3: they have no exceptional case.
 *
 * <p>For one thread.
 */
final class P256Point {
  private static final byte UNCOMPRESSED = 4;

  final long[] x = Field256.zero();
  final long[] y = Field256.zero();
  final long[] z = Field256.zero();
  private final long[] t0 = Field256.zero();
  private final long[] t1 = Field256.zero();
  private final long[] t2 = Field256.zero();
  private final long[] t3 = Field256.zero();
  private final long[] t4 = Field256.zero();
  private final long[] x3 = Field256.zero();
  private final long[] y3 = Field256.zero();
  private final long[] z3 = Field256.zero();

  /** The neutral point. */
  P256Point() {
    Field256.copy(y, FIELD.one());
  }

  /**
   * Decodes 0x04 || x' || y' (RFC 6507 section 3.2).
   *
   * @return the point, or null where the form is another, a coordinate is not below p, or the point
   *     is not on the curve. P-256 has no other subgroup: its order is q then
   */
  static P256Point decode(byte[] encoded) {
    if (encoded.length != P256.POINT_OCTETS
        || encoded[0] != UNCOMPRESSED
        || !FIELD.isReduced(encoded, 1)
        || !FIELD.isReduced(encoded, 1 + P256.N)) {
      return null;
    }
    final P256Point point = new P256Point();
    FIELD.decode(point.x, encoded, 1);
    FIELD.decode(point.y, encoded, 1 + P256.N);
    Field256.copy(point.z, FIELD.one());
    return point.isOnCurve() ? point : null;
  }

  /** y^2 = x^3 - 3x + B, with Z = 1. */
  private boolean isOnCurve() {
    final long[] left = Field256.zero();
    final long[] right = Field256.zero();
    FIELD.multiply(right, x, x);
    for (int i = 0; i < 3; i++) {
      Field256.subtract(right, right, FIELD.one());
    }
    FIELD.multiply(right, right, x);
    Field256.add(right, right, P256.B);
    FIELD.multiply(left, y, y);
    return FIELD.isEqual(left, right) != 0;
  }

  /** A copy. */
  P256Point copy() {
    final P256Point copy = new P256Point();
    copy.set(this);
    return copy;
  }

  void set(P256Point other) {
    Field256.copy(x, other.x);
    Field256.copy(y, other.y);
    Field256.copy(z, other.z);
  }

  /** Makes Z 1; the point is not the neutral one. */
  void normalize() {
    FIELD.invert(t0, z);
    FIELD.multiply(x, x, t0);
    FIELD.multiply(y, y, t0);
    Field256.copy(z, FIELD.one());
  }

  /** Becomes its opposite. */
  void negate() {
    Field256.negateIf(y, -1);
  }

  /** All ones where it is the neutral point, else 0. */
  long isNeutral() {
    return FIELD.isZero(z);
  }

  /** 0x04 || x' || y'; the point is not the neutral one. */
  byte[] encode() {
    normalize();
    final byte[] encoded = new byte[P256.POINT_OCTETS];
    encoded[0] = UNCOMPRESSED;
    System.arraycopy(FIELD.encode(x), 0, encoded, 1, P256.N);
    System.arraycopy(FIELD.encode(y), 0, encoded, 1 + P256.N, P256.N);
    return encoded;
  }

  /** Whether the affine x coordinate is what 32 octets are, below p or not, and not 0. */
  boolean hasX(byte[] octets) {
    final P256Point affine = copy();
    if (isNeutral() != 0) {
      return false;
    }
    affine.normalize();
    final long[] expected = Field256.zero();
    FIELD.decode(expected, octets, 0);
    return MessageDigest.isEqual(FIELD.encode(affine.x), FIELD.encode(expected))
        && FIELD.isZero(expected) == 0;
  }

  /** Adds a point in 14 multiplications (algorithm 4). */
  void add(P256Point other) {
    FIELD.multiply(t0, x, other.x);
    FIELD.multiply(t1, y, other.y);
    FIELD.multiply(t2, z, other.z);
    Field256.add(t3, x, y);
    Field256.add(t4, other.x, other.y);
    FIELD.multiply(t3, t3, t4);
    Field256.add(t4, t0, t1);
    Field256.subtract(t3, t3, t4);
    Field256.add(t4, y, z);
    Field256.add(x3, other.y, other.z);
    FIELD.multiply(t4, t4, x3);
    Field256.add(x3, t1, t2);
    Field256.subtract(t4, t4, x3);
    Field256.add(x3, x, z);
    Field256.add(y3, other.x, other.z);
    FIELD.multiply(x3, x3, y3);
    Field256.add(y3, t0, t2);
    Field256.subtract(y3, x3, y3);
    FIELD.multiply(z3, P256.B, t2);
    addTail();
  }

  /** Adds an affine point in 13 multiplications (algorithm 5). */
  void add(long[] otherX, long[] otherY) {
    FIELD.multiply(t0, x, otherX);
    FIELD.multiply(t1, y, otherY);
    Field256.add(t3, otherX, otherY);
    Field256.add(t4, x, y);
    FIELD.multiply(t3, t3, t4);
    Field256.add(t4, t0, t1);
    Field256.subtract(t3, t3, t4);
    FIELD.multiply(t4, otherY, z);
    Field256.add(t4, t4, y);
    FIELD.multiply(y3, otherX, z);
    Field256.add(y3, y3, x);
    Field256.copy(t2, z);
    FIELD.multiply(z3, P256.B, z);
    addTail();
  }

  /** Steps 20 to 43 of algorithm 4; t2 is Z1 Z2. */
  private void addTail() {
    Field256.subtract(x3, y3, z3);
    Field256.add(z3, x3, x3);
    Field256.add(x3, x3, z3);
    Field256.subtract(z3, t1, x3);
    Field256.add(x3, t1, x3);
    FIELD.multiply(y3, P256.B, y3);
    Field256.add(t1, t2, t2);
    Field256.add(t2, t1, t2);
    Field256.subtract(y3, y3, t2);
    Field256.subtract(y3, y3, t0);
    Field256.add(t1, y3, y3);
    Field256.add(y3, t1, y3);
    Field256.add(t1, t0, t0);
    Field256.add(t0, t1, t0);
    Field256.subtract(t0, t0, t2);
    FIELD.multiply(t1, t4, y3);
    FIELD.multiply(t2, t0, y3);
    FIELD.multiply(y, x3, z3);
    Field256.add(y, y, t2);
    FIELD.multiply(x, t3, x3);
    Field256.subtract(x, x, t1);
    FIELD.multiply(z, t4, z3);
    FIELD.multiply(t1, t3, t0);
    Field256.add(z, z, t1);
  }

  /** Doubles (algorithm 6). */
  void twice() {
    FIELD.multiply(t0, x, x);
    FIELD.multiply(t1, y, y);
    FIELD.multiply(t2, z, z);
    FIELD.multiply(t3, x, y);
    Field256.add(t3, t3, t3);
    FIELD.multiply(z3, x, z);
    Field256.add(z3, z3, z3);
    FIELD.multiply(y3, P256.B, t2);
    Field256.subtract(y3, y3, z3);
    Field256.add(x3, y3, y3);
    Field256.add(y3, x3, y3);
    Field256.subtract(x3, t1, y3);
    Field256.add(y3, t1, y3);
    FIELD.multiply(y3, x3, y3);
    FIELD.multiply(x3, x3, t3);
    Field256.add(t3, t2, t2);
    Field256.add(t2, t2, t3);
    FIELD.multiply(z3, P256.B, z3);
    Field256.subtract(z3, z3, t2);
    Field256.subtract(z3, z3, t0);
    Field256.add(t3, z3, z3);
    Field256.add(z3, z3, t3);
    Field256.add(t3, t0, t0);
    Field256.add(t0, t3, t0);
    Field256.subtract(t0, t0, t2);
    FIELD.multiply(t0, t0, z3);
    Field256.add(t4, y3, t0);
    FIELD.multiply(t0, y, z);
    Field256.add(t0, t0, t0);
    FIELD.multiply(z3, t0, z3);
    Field256.subtract(x, x3, z3);
    FIELD.multiply(z, t0, t1);
    Field256.add(z, z, z);
    Field256.add(z, z, z);
    Field256.copy(y, t4);
  }

  void wipe() {
    P256.wipe(x, y, z, t0, t1, t2, t3, t4, x3, y3, z3);
  }
}
