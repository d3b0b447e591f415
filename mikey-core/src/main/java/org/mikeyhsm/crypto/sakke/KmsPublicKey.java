package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.POINT_OCTETS;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.SSV_OCTETS;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * A KMS Public Key Z_S (RFC 6508 section 2.2) with Parameter Set 1 of RFC 6509, and the sender's
 * computation for the users of that KMS.
 *
 * <p>The first encapsulation makes a table of 2.3 MiB, and once in a process one of 3.1 MiB: keep
 * the object. Thread-safe. Public; nothing to close.
 */
public final class KmsPublicKey {
  /** The length of an encoded key in octets. */
  public static final int OCTETS = POINT_OCTETS;

  /** The length of an SSV in octets: n = 128 bits. */
  public static final int SSV_LENGTH = SSV_OCTETS;

  /** The length of Encapsulated Data in octets: the point R_(b,S) and H (RFC 6508 section 4). */
  public static final int ENCAPSULATED_OCTETS = POINT_OCTETS + SSV_OCTETS;

  private final byte[] encoded;
  private final CurvePoint point;
  private volatile EdwardsComb comb;

  private KmsPublicKey(byte[] encoded, CurvePoint point) {
    this.encoded = encoded;
    this.point = point;
  }

  /**
   * Decodes and checks a key.
   *
   * @param encoded 0x04 || x || y, 257 octets
   * @throws InvalidKeyException if it has another form, is not on the curve, or has not order q
   */
  public static KmsPublicKey decode(byte[] encoded) throws InvalidKeyException {
    try (Workspace space = new Workspace()) {
      final CurvePoint decoded =
          encoded.length == OCTETS ? CurvePoint.decode(encoded, 0, space) : null;
      if (decoded == null || MillerLoop.hasOrderQ(decoded.x(), decoded.y()) == 0) {
        throw new InvalidKeyException(
            "a SAKKE KMS Public Key is a point of order q on the curve, 0x04 || x || y, "
                + OCTETS
                + " octets");
      }
      return new KmsPublicKey(encoded.clone(), decoded.keep());
    }
  }

  /** The key's 257 octets. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /**
   * Encapsulates an SSV to one user (RFC 6508 section 6.2.1, steps 2 to 5).
   *
   * @param ssv 16 octets, random
   * @param identifier the user's, an integer in 2 to q - 1
   * @return the Encapsulated Data, 273 octets
   * @throws IllegalArgumentException if the SSV has another length or the identifier is no such
   *     integer
   */
  public byte[] encapsulate(byte[] ssv, byte[] identifier) {
    return encapsulate(ssv, List.of(identifier)).get(0);
  }

  /**
   * Encapsulates the same SSV to several users of this KMS (RFC 6508 section 6.3). They share the
   * tables and one inversion; r depends on the identifier, so the rest is done for each.
   *
   * @param ssv 16 octets, random
   * @param identifiers the users', each an integer in 2 to q - 1
   * @return the Encapsulated Data of each, in that order, 273 octets
   * @throws IllegalArgumentException if the SSV has another length or an identifier is no such
   *     integer
   */
  public List<byte[]> encapsulate(byte[] ssv, List<byte[]> identifiers) {
    if (ssv.length != SSV_OCTETS) {
      throw new IllegalArgumentException("an SSV has 16 octets, not " + ssv.length);
    }
    final List<byte[]> numbers = identifiers.stream().map(SakkeScalars::identifier).toList();
    if (numbers.isEmpty()) {
      return List.of();
    }
    try (Workspace space = new Workspace()) {
      final Encapsulation[] all = new Encapsulation[numbers.size()];
      final long[][] denominators = new long[all.length][];
      for (int i = 0; i < all.length; i++) {
        all[i] = new Encapsulation(this, ssv, identifiers.get(i), numbers.get(i), space);
        denominators[i] = all[i].denominator();
      }
      BatchInversion.invert(denominators, all.length, space);
      return Arrays.stream(all).map(one -> one.finish(ssv, space)).toList();
    }
  }

  /** Makes the tables, so that the first encapsulation need not. */
  public void prepare() {
    comb();
    SharedTables.PAIRING_BASE.getClass();
  }

  EdwardsComb comb() {
    EdwardsComb made = comb;
    if (made == null) {
      synchronized (this) {
        made = comb;
        if (made == null) {
          made = new EdwardsComb(point.x(), point.y());
          comb = made;
        }
      }
    }
    return made;
  }

  /**
   * The user's public point [b]P + Z_S.
   *
   * @param number the identifier, checked
   * @return the point, null where it is the neutral one
   */
  CurvePoint userPoint(byte[] number, Workspace space) {
    final EdwardsPoint sum = new EdwardsPoint(space);
    sum.setAffine(point.x(), point.y());
    SharedTables.BASE.addMultiple(sum, SignedDigits.of(number, space), space);
    return toCurve(sum, space);
  }

  /** The affine point of E, null where it is the neutral one. */
  static CurvePoint toCurve(EdwardsPoint point, Workspace space) {
    // x = s (Z + Y) / (Z - Y), y = c (Z + Y) Z / ((Z - Y) X)
    final long[] sum = space.element();
    final long[] inverse = space.element();
    final CurvePoint result = new CurvePoint(space.element(), space.element());
    Field1024.add(sum, point.z, point.y);
    Field1024.subtract(inverse, point.z, point.y);
    FIELD.multiply(inverse, inverse, point.x, space.scratch);
    if (FIELD.isZero(inverse) != 0) {
      return null;
    }
    FIELD.invert(inverse, inverse, space.scratch);
    FIELD.multiply(inverse, inverse, sum, space.scratch);
    FIELD.multiply(result.x(), inverse, point.x, space.scratch);
    FIELD.multiply(result.x(), result.x(), ParameterSet1.S, space.scratch);
    FIELD.multiply(result.y(), inverse, point.z, space.scratch);
    FIELD.multiply(result.y(), result.y(), ParameterSet1.C, space.scratch);
    return result;
  }
}
