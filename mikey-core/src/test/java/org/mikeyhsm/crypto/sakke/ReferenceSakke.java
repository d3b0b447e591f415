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
  private static final int RADIX = 64;
  private static final int PLACES = (Q.bitLength() + 5) / 6;

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
    if (!a.x.equals(b.x)) {
      return sum(a, b, chord(a, b));
    }
    return a.y.add(b.y).mod(P).signum() == 0 ? null : sum(a, a, tangent(a));
  }

  /** A + B, from the slope of the line through them. */
  private static Point sum(Point a, Point b, BigInteger slope) {
    BigInteger x = slope.multiply(slope).subtract(a.x).subtract(b.x).mod(P);
    return new Point(x, slope.multiply(a.x.subtract(x)).subtract(a.y).mod(P));
  }

  private static BigInteger chord(Point a, Point b) {
    return divide(a.y.subtract(b.y), a.x.subtract(b.x));
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

  /** Multiples of one point, as {@link #multiply}, from a table of [d 64^i]A that is kept. */
  public static final class Multiples {
    private final Point[][] table = new Point[PLACES][RADIX];

    /** Of A. */
    public Multiples(Point a) {
      Point power = a;
      for (Point[] row : table) {
        for (int d = 1; d < RADIX; d++) {
          row[d] = add(row[d - 1], power);
        }
        power = add(row[RADIX - 1], power);
      }
    }

    /** [k]A, k below 2^1022. */
    public Point times(BigInteger k) {
      Point sum = null;
      for (int i = 0; i < table.length; i++) {
        sum = add(sum, table[i][digit(k, i)]);
      }
      return sum;
    }
  }

  private static int digit(BigInteger k, int place) {
    return k.shiftRight(6 * place).intValue() & (RADIX - 1);
  }

  /** g^(d 64^i) in PF_p[q]. */
  private static final BigInteger[][] POWERS = powers();

  private static BigInteger[][] powers() {
    BigInteger[][] powers = new BigInteger[PLACES][RADIX];
    BigInteger power = G;
    for (BigInteger[] row : powers) {
      row[0] = BigInteger.ZERO;
      for (int d = 1; d < RADIX; d++) {
        row[d] = product(row[d - 1], power);
      }
      power = product(row[RADIX - 1], power);
    }
    return powers;
  }

  /** g^k, as {@link #power}, k below 2^1022. */
  public static BigInteger powerOfG(BigInteger k) {
    BigInteger result = BigInteger.ZERO;
    for (int i = 0; i < POWERS.length; i++) {
      result = product(result, POWERS[i][digit(k, i)]);
    }
    return result;
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
    return pairs(List.of(r), List.of(q)).get(0);
  }

  /** The routine of section 3.2 on several pairs (R, Q) at once, which share inversions. */
  public static List<BigInteger> pairs(List<Point> r, List<Point> q) {
    int count = r.size();
    BigInteger[][] v = new BigInteger[count][];
    Arrays.fill(v, new BigInteger[] {BigInteger.ONE, BigInteger.ZERO});
    Point[] c = r.toArray(Point[]::new);
    BigInteger[] over = new BigInteger[count];
    BigInteger[] under = new BigInteger[count];
    BigInteger bits = Q.subtract(BigInteger.ONE);
    for (int i = bits.bitLength() - 2; i >= 0; i--) {
      for (int n = 0; n < count; n++) {
        over[n] = c[n].x.multiply(c[n].x).subtract(BigInteger.ONE).multiply(THREE);
        under[n] = c[n].y.shiftLeft(1);
      }
      BigInteger[] l = divide(over, under);
      for (int n = 0; n < count; n++) {
        v[n] = times(times(v[n], v[n]), line(l[n], c[n], q.get(n)));
        c[n] = sum(c[n], c[n], l[n]);
      }
      if (bits.testBit(i)) {
        for (int n = 0; n < count; n++) {
          over[n] = c[n].y.subtract(r.get(n).y);
          under[n] = c[n].x.subtract(r.get(n).x);
        }
        l = divide(over, under);
        for (int n = 0; n < count; n++) {
          v[n] = times(v[n], line(l[n], c[n], q.get(n)));
          c[n] = sum(c[n], r.get(n), l[n]);
        }
      }
    }
    List<BigInteger> t = new ArrayList<>();
    for (BigInteger[] each : v) {
      BigInteger[] square = times(each, each);
      BigInteger[] power = times(square, square);
      t.add(divide(power[1], power[0]));
    }
    return t;
  }

  /** Each a / b, with one inversion: 1 / b_i = b_0 ... b_(i-1) / (b_0 ... b_i). */
  private static BigInteger[] divide(BigInteger[] a, BigInteger[] b) {
    BigInteger[] before = new BigInteger[b.length];
    BigInteger product = BigInteger.ONE;
    for (int i = 0; i < b.length; i++) {
      before[i] = product;
      product = product.multiply(b[i]).mod(P);
    }
    BigInteger inverse = product.modInverse(P);
    BigInteger[] quotients = new BigInteger[b.length];
    for (int i = b.length - 1; i >= 0; i--) {
      quotients[i] = inverse.multiply(before[i]).mod(P).multiply(a[i]).mod(P);
      inverse = inverse.multiply(b[i]).mod(P);
    }
    return quotients;
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
    BigInteger r = number(ssv, b);
    return send(r, multiply(r, userPoint(z, b)), power(G, r), ssv);
  }

  /** Section 6.2.1, of the multiples of [b]P + Z. */
  public static Sent send(Multiples user, byte[] b, byte[] ssv) {
    BigInteger r = number(ssv, b);
    return send(r, user.times(r), powerOfG(r), ssv);
  }

  private static Sent send(BigInteger r, Point point, BigInteger w, byte[] ssv) {
    BigInteger mask = mask(w);
    return new Sent(r, point, w, mask, new BigInteger(1, ssv).xor(mask));
  }

  /** Section 6.2.2. */
  public static Optional<byte[]> receive(Point k, Point z, byte[] b, byte[] encapsulated) {
    byte[] ssv = unmask(pair(Point.decode(encapsulated), k), encapsulated);
    return checked(ssv, encapsulated, multiply(number(ssv, b), userPoint(z, b)));
  }

  /** Section 6.2.2 after its first step, w = &lt;R, K&gt;, of the multiples of [b]P + Z. */
  public static Optional<byte[]> receive(
      BigInteger w, Multiples user, byte[] b, byte[] encapsulated) {
    byte[] ssv = unmask(w, encapsulated);
    return checked(ssv, encapsulated, user.times(number(ssv, b)));
  }

  private static byte[] unmask(BigInteger w, byte[] encapsulated) {
    byte[] h = Arrays.copyOfRange(encapsulated, 1 + 2 * L, encapsulated.length);
    return RfcValues.toOctets(new BigInteger(1, h).xor(mask(w)), 16);
  }

  private static BigInteger number(byte[] ssv, byte[] b) {
    return hashToIntegerRange(concat(ssv, b), Q).value();
  }

  private static Optional<byte[]> checked(byte[] ssv, byte[] encapsulated, Point test) {
    return Point.decode(encapsulated).equals(test) ? Optional.of(ssv) : Optional.empty();
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
