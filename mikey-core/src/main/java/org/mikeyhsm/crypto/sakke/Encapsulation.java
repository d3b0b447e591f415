package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.POINT_OCTETS;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.SSV_OCTETS;

import java.util.Arrays;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * One user's Encapsulated Data in the making, up to and after the one inversion that R's
 * coordinates and g^r need (RFC 6508 section 6.2.1). R = [r b]P + [r]Z_S, for which there are
 * tables, and never [r]([b]P + Z_S).
 */
final class Encapsulation {
  private final EdwardsPoint r;
  private final long[] real;
  private final long[] imaginary;
  private final long[] difference;
  private final long[] pointDenominator;
  private final long[] denominator;

  Encapsulation(KmsPublicKey kms, byte[] ssv, byte[] identifier, byte[] number, Workspace space) {
    final SakkeScalars.Digits digits = SakkeScalars.forMessage(ssv, identifier, number, space);
    r = new EdwardsPoint(space);
    SharedTables.BASE.addMultiple(r, digits.rb(), space);
    kms.comb().addMultiple(r, digits.r(), space);
    real = space.element();
    imaginary = space.element();
    SharedTables.PAIRING_BASE.power(real, imaginary, digits.r(), space);
    // 1 / ((Z - Y) X) for x and y (KmsPublicKey.toCurve), 1 / real for g^r.
    difference = space.element();
    pointDenominator = space.element();
    denominator = space.element();
    Field1024.subtract(difference, r.z, r.y);
    FIELD.multiply(pointDenominator, difference, r.x, space.scratch);
    FIELD.multiply(denominator, pointDenominator, real, space.scratch);
  }

  /** What has to be inverted in place before {@link #finish}. */
  long[] denominator() {
    return denominator;
  }

  /**
   * R || H.
   *
   * @throws IllegalStateException if R is the neutral point, which has no encoding: once in 2^1022
   */
  byte[] finish(byte[] ssv, Workspace space) {
    if (FIELD.isZero(denominator) != 0) {
      throw new IllegalStateException("this SSV cannot be encapsulated; take another");
    }
    final long[] inverse = space.element();
    final long[] sum = space.element();
    final byte[] encapsulated = new byte[POINT_OCTETS + SSV_OCTETS];
    // g^r = imaginary / real
    FIELD.multiply(inverse, denominator, pointDenominator, space.scratch);
    FIELD.multiply(imaginary, imaginary, inverse, space.scratch);
    final byte[] w = FIELD.encode(imaginary, space.scratch);
    mask(encapsulated, POINT_OCTETS, ssv, 0, w);
    Arrays.fill(w, (byte) 0);
    FIELD.multiply(inverse, denominator, real, space.scratch);
    Field1024.add(sum, r.z, r.y);
    FIELD.multiply(inverse, inverse, sum, space.scratch);
    final CurvePoint point = new CurvePoint(space.element(), space.element());
    FIELD.multiply(point.x(), inverse, r.x, space.scratch);
    FIELD.multiply(point.x(), point.x(), ParameterSet1.S, space.scratch);
    FIELD.multiply(point.y(), inverse, r.z, space.scratch);
    FIELD.multiply(point.y(), point.y(), ParameterSet1.C, space.scratch);
    point.encode(encapsulated, 0, space);
    return encapsulated;
  }

  /** to = from XOR HashToIntegerRange(w, 2^128, SHA-256), 16 octets each. */
  static void mask(byte[] to, int toOffset, byte[] from, int fromOffset, byte[] w) {
    final byte[] hash = IntegerRangeHash.expand(2 * SSV_OCTETS, w);
    for (int i = 0; i < SSV_OCTETS; i++) {
      to[toOffset + i] = (byte) (from[fromOffset + i] ^ hash[SSV_OCTETS + i]);
    }
    Arrays.fill(hash, (byte) 0);
  }
}
