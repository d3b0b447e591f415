package org.mikeyhsm.crypto.sakke;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.crypto.RfcValues;

/**
 * RFC 6508 to the letter, in affine coordinates and {@link BigInteger}s, with the parameters of RFC
 * 6509 read from its text and nothing of the product's. Slow, not constant-time: for comparison.
 */
public final class ReferenceSakke {
  /** Parameter Set 1. */
  public static final BigInteger P = RfcValues.RFC6509.number("p");

  /** The order. */
  public static final BigInteger Q = RfcValues.RFC6509.number("q");

  /** g. */
  public static final BigInteger G = RfcValues.RFC6509.number("g");

  /** The point P. */
  public static final Point BASE =
      new Point(RfcValues.RFC6509.number("Px"), RfcValues.RFC6509.number("Py"));

  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final int L = 128;

  private ReferenceSakke() {}

  /** A point of E, null standing for 0. */
  public record Point(BigInteger x, BigInteger y) {
    /** 0x04 || x' || y'. */
    public byte[] encode() {
      return concat(new byte[] {4}, RfcValues.toOctets(x, L), RfcValues.toOctets(y, L));
    }

    /** Of 0x04 || x' || y', unchecked. */
    public static Point decode(byte[] encoded) {
      return new Point(
          new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + L)),
          new BigInteger(1, Arrays.copyOfRange(encoded, 1 + L, 1 + 2 * L)));
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
    BigInteger slope;
    if (a.x.equals(b.x)) {
      if (a.y.add(b.y).mod(P).signum() == 0) {
        return null;
      }
      slope = tangent(a);
    } else {
      slope = divide(a.y.subtract(b.y), a.x.subtract(b.x));
    }
    BigInteger x = slope.multiply(slope).subtract(a.x).subtract(b.x).mod(P);
    return new Point(x, slope.multiply(a.x.subtract(x)).subtract(a.y).mod(P));
  }

  private static BigInteger tangent(Point c) {
    return divide(c.x.multiply(c.x).subtract(BigInteger.ONE).multiply(THREE), c.y.shiftLeft(1));
  }

  private static BigInteger divide(BigInteger a, BigInteger b) {
    return a.multiply(b.mod(P).modInverse(P)).mod(P);
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

  /** Whether y^2 = x^3 - 3x. */
  public static boolean isOnCurve(Point a) {
    return a.y
            .multiply(a.y)
            .subtract(a.x.multiply(a.x).subtract(THREE).multiply(a.x))
            .mod(P)
            .signum()
        == 0;
  }

  /** The routine of section 3.2. */
  public static BigInteger pair(Point r, Point q) {
    BigInteger[] v = {BigInteger.ONE, BigInteger.ZERO};
    Point c = r;
    BigInteger bits = Q.subtract(BigInteger.ONE);
    for (int i = bits.bitLength() - 2; i >= 0; i--) {
      BigInteger l = tangent(c);
      v = times(times(v, v), line(l, c, q));
      c = add(c, c);
      if (bits.testBit(i)) {
        l = divide(c.y.subtract(r.y), c.x.subtract(r.x));
        v = times(v, line(l, c, q));
        c = add(c, r);
      }
    }
    BigInteger[] square = times(v, v);
    BigInteger[] t = times(square, square);
    return divide(t[1], t[0]);
  }

  private static BigInteger[] line(BigInteger l, Point c, Point q) {
    return new BigInteger[] {l.multiply(q.x.add(c.x)).subtract(c.y).mod(P), q.y};
  }

  private static BigInteger[] times(BigInteger[] a, BigInteger[] b) {
    return new BigInteger[] {
      a[0].multiply(b[0]).subtract(a[1].multiply(b[1])).mod(P),
      a[0].multiply(b[1]).add(a[1].multiply(b[0])).mod(P)
    };
  }

  /** a^k in PF_p[q], by the product of section 2.1. */
  public static BigInteger power(BigInteger a, BigInteger k) {
    BigInteger result = BigInteger.ZERO;
    for (int i = k.bitLength() - 1; i >= 0; i--) {
      result = product(result, result);
      if (k.testBit(i)) {
        result = product(result, a);
      }
    }
    return result;
  }

  private static BigInteger product(BigInteger a, BigInteger b) {
    return divide(a.add(b), BigInteger.ONE.subtract(a.multiply(b)));
  }

  /** What section 5.1 computes. */
  public record Hash(byte[] a, List<byte[]> h, List<byte[]> v, BigInteger value) {}

  /** HashToIntegerRange(s, n, SHA-256). */
  public static Hash hashToIntegerRange(byte[] s, BigInteger n) {
    byte[] a = sha256(s);
    List<byte[]> h = new ArrayList<>(List.of(new byte[32]));
    List<byte[]> v = new ArrayList<>();
    int l = (n.subtract(BigInteger.ONE).bitLength() + 255) / 256;
    for (int i = 1; i <= l; i++) {
      h.add(sha256(h.get(i - 1)));
      v.add(sha256(concat(h.get(i), a)));
    }
    BigInteger all = new BigInteger(1, concat(v.toArray(byte[][]::new)));
    return new Hash(a, h, v, all.mod(n));
  }

  private static BigInteger mask(BigInteger w) {
    return hashToIntegerRange(RfcValues.toOctets(w, L), BigInteger.ONE.shiftLeft(128)).value();
  }

  /** What a sender computes (section 6.2.1). */
  public record Sent(BigInteger r, Point point, BigInteger w, BigInteger mask, BigInteger h) {
    /** The Encapsulated Data. */
    public byte[] encode() {
      return concat(point.encode(), RfcValues.toOctets(h, 16));
    }
  }

  /** [b]P + Z. */
  public static Point userPoint(Point z, byte[] b) {
    return add(multiply(new BigInteger(1, b), BASE), z);
  }

  /** Section 6.2.1. */
  public static Sent send(Point z, byte[] b, byte[] ssv) {
    BigInteger r = hashToIntegerRange(concat(ssv, b), Q).value();
    BigInteger w = power(G, r);
    BigInteger mask = mask(w);
    return new Sent(r, multiply(r, userPoint(z, b)), w, mask, new BigInteger(1, ssv).xor(mask));
  }

  /** Section 6.2.2. */
  public static Optional<byte[]> receive(Point k, Point z, byte[] b, byte[] encapsulated) {
    Point r = Point.decode(encapsulated);
    BigInteger h =
        new BigInteger(1, Arrays.copyOfRange(encapsulated, 1 + 2 * L, encapsulated.length));
    byte[] ssv = RfcValues.toOctets(h.xor(mask(pair(r, k))), 16);
    BigInteger number = hashToIntegerRange(concat(ssv, b), Q).value();
    return r.equals(multiply(number, userPoint(z, b))) ? Optional.of(ssv) : Optional.empty();
  }

  /** K = [(a + z)^-1]P (section 6.1.1). */
  public static Point issue(BigInteger z, byte[] a) {
    return multiply(new BigInteger(1, a).add(z).modInverse(Q), BASE);
  }

  /** The concatenation. */
  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
