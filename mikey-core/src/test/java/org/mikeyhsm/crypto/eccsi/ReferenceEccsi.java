package org.mikeyhsm.crypto.eccsi;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.mikeyhsm.crypto.RfcValues;

/**
 * RFC 6507 to the letter, in affine coordinates and {@link BigInteger}s, with the parameters read
 * from its appendix and nothing of the product's. Slow, not constant-time: for comparison.
 */
public final class ReferenceEccsi {
  /** p of P-256. */
  public static final BigInteger P = RfcValues.RFC6507.number("p");

  /** q of P-256. */
  public static final BigInteger Q = RfcValues.RFC6507.number("q");

  /** B of P-256. */
  public static final BigInteger B = RfcValues.RFC6507.number("B");

  /** G of P-256. */
  public static final Point G = Point.decode(RfcValues.RFC6507.octets("G"));

  private static final int N = 32;
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private ReferenceEccsi() {}

  /** A point, null standing for 0. */
  public record Point(BigInteger x, BigInteger y) {
    /** 0x04 || x' || y'. */
    public byte[] encode() {
      return concat(new byte[] {4}, RfcValues.toOctets(x, N), RfcValues.toOctets(y, N));
    }

    /** Of 0x04 || x' || y', unchecked. */
    public static Point decode(byte[] encoded) {
      String hex = HexFormat.of().formatHex(encoded);
      return new Point(
          new BigInteger(hex.substring(2, 66), 16), new BigInteger(hex.substring(66), 16));
    }
  }

  /** A + B. */
  public static Point add(Point a, Point b) {
    if (a == null) {
      return b;
    }
    if (b == null) {
      return a;
    }
    BigInteger numerator = a.y.subtract(b.y);
    BigInteger denominator = a.x.subtract(b.x);
    if (denominator.signum() == 0) {
      if (a.y.add(b.y).mod(P).signum() == 0) {
        return null;
      }
      numerator = a.x.multiply(a.x).subtract(BigInteger.ONE).multiply(THREE);
      denominator = a.y.shiftLeft(1);
    }
    BigInteger slope = numerator.multiply(denominator.mod(P).modInverse(P)).mod(P);
    BigInteger x = slope.multiply(slope).subtract(a.x).subtract(b.x).mod(P);
    return new Point(x, slope.multiply(a.x.subtract(x)).subtract(a.y).mod(P));
  }

  /** [k]A. */
  public static Point multiply(BigInteger k, Point a) {
    Point sum = null;
    for (int i = k.bitLength() - 1; i >= 0; i--) {
      sum = add(sum, sum);
      if (k.testBit(i)) {
        sum = add(sum, a);
      }
    }
    return sum;
  }

  private static boolean isOnCurve(Point a) {
    BigInteger right = a.x.multiply(a.x).subtract(THREE).multiply(a.x).add(B);
    return a.x.compareTo(P) < 0
        && a.y.compareTo(P) < 0
        && a.y.multiply(a.y).subtract(right).mod(P).signum() == 0;
  }

  /** HS. */
  public static BigInteger hs(byte[] kpak, byte[] id, byte[] pvt) {
    return hash(G.encode(), kpak, id, pvt);
  }

  /** SSK of section 5.1.1. */
  public static BigInteger ssk(BigInteger ksak, byte[] id, BigInteger v) {
    byte[] kpak = multiply(ksak, G).encode();
    return ksak.add(hs(kpak, id, multiply(v, G).encode()).multiply(v)).mod(Q);
  }

  /** Section 5.2.1. */
  public static byte[] sign(BigInteger ssk, byte[] pvt, BigInteger hs, byte[] m, BigInteger j) {
    BigInteger r = multiply(j, G).x;
    BigInteger he = hash(RfcValues.toOctets(hs, N), RfcValues.toOctets(r, N), m);
    BigInteger s = he.add(r.multiply(ssk)).modInverse(Q).multiply(j).mod(Q);
    return concat(RfcValues.toOctets(r, N), RfcValues.toOctets(s, N), pvt);
  }

  /** Section 5.2.2. */
  public static boolean verify(byte[] kpak, byte[] id, byte[] m, byte[] signature) {
    byte[] pvt = Arrays.copyOfRange(signature, 2 * N, signature.length);
    Point point = Point.decode(pvt);
    if (pvt[0] != 4 || !isOnCurve(point)) {
      return false;
    }
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, N));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, N, 2 * N));
    BigInteger hs = hs(kpak, id, pvt);
    BigInteger he = hash(RfcValues.toOctets(hs, N), RfcValues.toOctets(r, N), m);
    Point y = add(multiply(hs, point), Point.decode(kpak));
    Point j = multiply(s, add(multiply(he, G), multiply(r, y)));
    return j != null && j.x.equals(r.mod(P)) && j.x.signum() != 0;
  }

  /** SHA-256 as an integer. */
  public static BigInteger hash(byte[]... parts) {
    try {
      return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(concat(parts)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The concatenation. */
  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
