package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.POINT_OCTETS;

import java.util.Arrays;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * An affine point of E: y^2 = x^3 - 3x, never the neutral one.
 *
 * @param x its x coordinate
 * @param y its y coordinate
 */
record CurvePoint(long[] x, long[] y) {
  private static final byte UNCOMPRESSED = 4;

  /**
   * Decodes 0x04 || x' || y' (RFC 6508 section 4).
   *
   * @return the point, or null where the form is another, a coordinate is not below p, or the point
   *     is not on E
   */
  static CurvePoint decode(byte[] encoded, int offset, Workspace space) {
    final int yOffset = offset + 1 + Field1024.OCTETS;
    if (encoded.length - offset < POINT_OCTETS
        || encoded[offset] != UNCOMPRESSED
        || !FIELD.isReduced(encoded, offset + 1)
        || !FIELD.isReduced(encoded, yOffset)) {
      return null;
    }
    final CurvePoint point = new CurvePoint(space.element(), space.element());
    FIELD.decode(point.x, encoded, offset + 1, space.scratch);
    FIELD.decode(point.y, encoded, yOffset, space.scratch);
    return point.isOnCurve(space) ? point : null;
  }

  private boolean isOnCurve(Workspace space) {
    final long[] left = space.element();
    final long[] right = space.element();
    FIELD.square(right, x, space.scratch);
    Field1024.scale(left, FIELD.one(), 3);
    Field1024.subtract(right, right, left);
    FIELD.multiply(right, right, x, space.scratch);
    FIELD.square(left, y, space.scratch);
    return FIELD.isEqual(left, right) != 0;
  }

  /** The same point in arrays of its own, which outlive the computation. */
  CurvePoint keep() {
    return new CurvePoint(x.clone(), y.clone());
  }

  /** Writes 0x04 || x' || y'. */
  void encode(byte[] to, int offset, Workspace space) {
    to[offset] = UNCOMPRESSED;
    put(to, offset + 1, x, space);
    put(to, offset + 1 + Field1024.OCTETS, y, space);
  }

  private static void put(byte[] to, int offset, long[] coordinate, Workspace space) {
    final byte[] octets = FIELD.encode(coordinate, space.scratch);
    System.arraycopy(octets, 0, to, offset, octets.length);
    Arrays.fill(octets, (byte) 0);
  }

  void wipe() {
    Arrays.fill(x, 0);
    Arrays.fill(y, 0);
  }
}
