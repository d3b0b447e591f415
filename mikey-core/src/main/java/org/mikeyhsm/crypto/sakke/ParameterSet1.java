package org.mikeyhsm.crypto.sakke;

import java.math.BigInteger;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * Parameter Set 1 of RFC 6509 Appendix A, and constants that follow from it.
 *
 * <p>p + 1 = 4q, so the final exponent of the pairing is 4. Minus three is a square modulo p, so E:
 * y^2 = x^3 - 3x is isomorphic to a Montgomery curve with A = 0 by x = s u, s^2 = -3: y^2 = s^3
 * (u^3 + u); that is birational to the twisted Edwards curve -X^2 + Y^2 = 1 + X^2 Y^2 by X = c u /
 * y, Y = (u - 1) / (u + 1), where c^2 = -2 s^3. Of the two roots s, the one is taken for which c
 * exists.
 */
final class ParameterSet1 {
  /** n of RFC 6509 Appendix A in octets: the length of an SSV. */
  static final int SSV_OCTETS = 16;

  /** A point on E in octets (RFC 6508 section 4). */
  static final int POINT_OCTETS = 1 + 2 * Field1024.OCTETS;

  static final BigInteger P =
      hex(
          "997abb1f0a563fda65c61198dad0657a416c0ce19cb48261be9ae358b3e01a2e"
              + "f40aab27e2fc0f1b228730d531a59cb0e791b39ff7c88a19356d27f4a666a6d0"
              + "e26c6487326b4cd4512ac5cd65681ce1b6aff4a831852a82a7cf3c521c3c09aa"
              + "9f94d6af56971f1ffce3e82389857db080c5df10ac7ace87666d807afea85feb");
  static final BigInteger Q =
      hex(
          "265eaec7c2958ff69971846636b4195e905b0338672d20986fa6b8d62cf8068b"
              + "bd02aac9f8bf03c6c8a1cc354c69672c39e46ce7fdf222864d5b49fd2999a9b4"
              + "389b1921cc9ad335144ab173595a07386dabfd2a0c614aa0a9f3cf14870f026a"
              + "a7e535abd5a5c7c7ff38fa08e2615f6c203177c42b1eb3a1d99b601ebfaa17fb");
  private static final BigInteger PX =
      hex(
          "53fc09ee332c29ad0a7990053ed9b52a2b1a2fd60aec69c698b2f204b6ff7cbf"
              + "b5edb6c0f6ce2308ab10db9030b09e1043d5f22cdb9dfa55718bd9e7406ce890"
              + "9760af765dd5bccb337c86548b72f2e1a702c3397a60de74a7c1514dba66910d"
              + "d5cfb4cc80728d87ee9163a5b63f73ec80ec46c4967e0979880dc8abeae63895");
  private static final BigInteger PY =
      hex(
          "0a8249063f6009f1f9f1f0533634a135d3e82016029906963d778d821e141178"
              + "f5ea69f4654ec2b9e7f7f5e5f0de55f66b598ccf9a140b2e416cff0ca9e032b9"
              + "70dae117ad547c6ccad696b5b7652fe0ac6f1e80164aa989492d979fc5a4d5f2"
              + "13515ad7e9cb99a980bdad5ad5bb4636adb9b5706a67dcde75573fd71bef16d7");
  private static final BigInteger G_PAIRING =
      hex(
          "66fc2a432b6ea392148f15867d623068c6a87bd1fb94c41e27fabe658e015a87"
              + "371e94744c96feda449ae9563f8bc446cbfda85d5d00ef577072da8f541721be"
              + "ee0faed1828eab90b99dfb0138c7843355df0460b4a9fd74b4f1a32bcafa1ffa"
              + "d682c033a7942bcce3720f20b9b7b0403c8cae87b7a0042acde0fab36461ea46");

  /** F_p. */
  static final Field1024 FIELD = new Field1024(P);

  /** The integers modulo q. */
  static final Field1024 ORDER = new Field1024(Q);

  private static final BigInteger S_ROOT = montgomeryScale();

  /** s, c and c / s of the map to the Edwards curve, in the field's form. */
  static final long[] S = element(S_ROOT);

  static final long[] C = element(edwardsScale());
  static final long[] C_OVER_S = element(edwardsScale().multiply(S_ROOT.modInverse(P)).mod(P));

  /** The coordinates of P, and g = &lt;P,P&gt;. */
  static final long[] BASE_X = element(PX);

  static final long[] BASE_Y = element(PY);
  static final long[] G = element(G_PAIRING);

  private ParameterSet1() {}

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }

  private static BigInteger montgomeryScale() {
    BigInteger root = squareRoot(BigInteger.valueOf(-3).mod(P));
    return isSquare(minusTwoCube(root)) ? root : P.subtract(root);
  }

  private static BigInteger edwardsScale() {
    return squareRoot(minusTwoCube(S_ROOT));
  }

  private static BigInteger minusTwoCube(BigInteger s) {
    return s.pow(3).multiply(BigInteger.TWO).negate().mod(P);
  }

  private static boolean isSquare(BigInteger value) {
    return value.modPow(P.shiftRight(1), P).equals(BigInteger.ONE);
  }

  /** For p = 3 modulo 4. */
  private static BigInteger squareRoot(BigInteger square) {
    return square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
  }

  private static long[] element(BigInteger value) {
    byte[] magnitude = value.toByteArray();
    byte[] octets = new byte[Field1024.OCTETS];
    int length = Math.min(magnitude.length, octets.length);
    System.arraycopy(magnitude, magnitude.length - length, octets, octets.length - length, length);
    long[] element = Field1024.zero();
    FIELD.decode(element, octets, 0, new Field1024.Scratch());
    return element;
  }
}
