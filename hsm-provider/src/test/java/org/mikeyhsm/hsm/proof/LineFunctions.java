package org.mikeyhsm.hsm.proof;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The functions that libmikeytoken makes of an RSK K and keeps in its table: one for each digit -1,
 * 0, 1 or 2 of q to the base 4, a(x) + y b(x) with divisor 4(A) + (dK) - ..., computed here once
 * more with {@link BigInteger}, plainly. With them the Miller loop of RFC 6508 section 3.2 is done,
 * so they are as secret as K.
 */
final class LineFunctions {
  /** q of Parameter Set 1 (RFC 6509 Appendix A). */
  private static final BigInteger Q =
      new BigInteger(
          "265eaec7c2958ff69971846636b4195e905b0338672d20986fa6b8d62cf8068bbd02aac9f8bf03c6c8a1cc35"
              + "4c69672c39e46ce7fdf222864d5b49fd2999a9b4389b1921cc9ad335144ab173595a07386dabfd2a"
              + "0c614aa0a9f3cf14870f026aa7e535abd5a5c7c7ff38fa08e2615f6c203177c42b1eb3a1d99b601e"
              + "bfaa17fb",
          16);

  private static final BigInteger P = Q.shiftLeft(2).subtract(BigInteger.ONE);
  private static final BigInteger THREE = BigInteger.valueOf(3);

  /** Digits that the module's table has in its first part: eight lanes of eight steps. */
  private static final int LANES = 8;

  private static final int STEPS = 8;

  private static final int COEFFICIENT_OCTETS = 128;

  /** Montgomery's constants of the module: 16 limbs of 64 bits, or 20 of 52. */
  private static final int BITS_OF_64 = 1024;

  private static final int BITS_OF_52 = 1040;
  private static final int LIMB = 52;

  private final Point k;
  private final Point opposite;
  private final Point twice;

  /** Of the lowest digits, by their place. */
  private final Function[] functions = new Function[LANES * STEPS];

  private record Point(BigInteger x, BigInteger y) {}

  /** y + l0 + l1 x. */
  private record Line(BigInteger l0, BigInteger l1) {}

  /** a(x) + y b(x), lowest coefficient first. */
  private record Function(BigInteger[] a, BigInteger[] b) {
    static Function of(Line line) {
      return new Function(
          new BigInteger[] {line.l0(), line.l1()}, new BigInteger[] {BigInteger.ONE});
    }

    Function times(Function other) {
      // y^2 = x^3 - 3x.
      BigInteger[] yy = multiply(b, other.b);
      BigInteger[] curve = {BigInteger.ZERO, THREE.negate(), BigInteger.ZERO, BigInteger.ONE};
      return new Function(
          add(multiply(a, other.a), multiply(yy, curve)),
          add(multiply(a, other.b), multiply(b, other.a)));
    }

    Function overVertical(BigInteger root) {
      return new Function(divide(a, root), divide(b, root));
    }

    /** Coefficients in the table's order: four of a, three of b. */
    BigInteger term(int i) {
      BigInteger[] poly = i < 4 ? a : b;
      int at = i < 4 ? i : i - 4;
      return at < poly.length ? poly[at].mod(P) : BigInteger.ZERO;
    }
  }

  /** The functions of a point of order q. */
  LineFunctions(BigInteger x, BigInteger y) {
    k = new Point(x, y);
    opposite = new Point(x, P.subtract(y));
    twice = third(k, k, tangent(k));
    List<Integer> digits = digits();
    int top = digits.size() - 1;
    Point at = digits.get(top) == 2 ? twice : k;
    for (int i = top - 1; i >= 0; i--) {
      // The line of the last digit is vertical and left out.
      at = step(at, i == 0 ? 0 : digits.get(i), i);
    }
  }

  private static List<Integer> digits() {
    List<Integer> digits = new ArrayList<>();
    BigInteger rest = Q;
    while (rest.signum() != 0) {
      int digit = rest.intValue() & 3;
      digit = digit == 3 ? -1 : digit;
      digits.add(digit);
      rest = rest.subtract(BigInteger.valueOf(digit)).shiftRight(2);
    }
    return digits;
  }

  private Point step(Point a, int digit, int place) {
    Line tangent = tangent(a);
    Point d = third(a, a, tangent);
    Line second = tangent(d);
    Point e = third(d, d, second);
    Point s = digit == 2 ? twice : digit == 1 ? k : opposite;
    Line chord = digit == 0 ? tangent : chord(e, s);
    if (place < functions.length) {
      Function f = Function.of(tangent);
      f = f.times(f).times(Function.of(second)).overVertical(d.x()).overVertical(d.x());
      if (digit != 0) {
        f = f.times(Function.of(chord)).overVertical(e.x());
      }
      if (digit == 2) {
        f = f.times(Function.of(tangent(k))).overVertical(twice.x());
      }
      functions[place] = f;
    }
    return digit == 0 ? e : third(e, s, chord);
  }

  private static Line through(Point p, BigInteger slope) {
    return new Line(slope.multiply(p.x()).subtract(p.y()).mod(P), slope.negate().mod(P));
  }

  private static Line tangent(Point p) {
    BigInteger slope =
        p.x()
            .multiply(p.x())
            .subtract(BigInteger.ONE)
            .multiply(THREE)
            .multiply(p.y().shiftLeft(1).modInverse(P));
    return through(p, slope.mod(P));
  }

  private static Line chord(Point p, Point q) {
    BigInteger slope =
        p.y().subtract(q.y()).multiply(p.x().subtract(q.x()).mod(P).modInverse(P)).mod(P);
    return through(p, slope);
  }

  private static Point third(Point p, Point q, Line line) {
    BigInteger x = line.l1().multiply(line.l1()).subtract(p.x()).subtract(q.x()).mod(P);
    return new Point(x, line.l1().multiply(x).add(line.l0()).mod(P));
  }

  private static BigInteger[] add(BigInteger[] a, BigInteger[] b) {
    BigInteger[] sum = Arrays.copyOf(a.length >= b.length ? a : b, Math.max(a.length, b.length));
    BigInteger[] less = a.length >= b.length ? b : a;
    for (int i = 0; i < less.length; i++) {
      sum[i] = sum[i].add(less[i]).mod(P);
    }
    return sum;
  }

  private static BigInteger[] multiply(BigInteger[] a, BigInteger[] b) {
    BigInteger[] product = new BigInteger[a.length + b.length - 1];
    Arrays.fill(product, BigInteger.ZERO);
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        product[i + j] = product[i + j].add(a[i].multiply(b[j])).mod(P);
      }
    }
    return product;
  }

  private static BigInteger[] divide(BigInteger[] poly, BigInteger root) {
    BigInteger[] quotient = new BigInteger[poly.length - 1];
    BigInteger carry = BigInteger.ZERO;
    for (int i = poly.length - 1; i > 0; i--) {
      carry = carry.multiply(root).add(poly[i]).mod(P);
      quotient[i - 1] = carry;
    }
    if (carry.multiply(root).add(poly[0]).mod(P).signum() != 0) {
      throw new IllegalStateException("the division is exact");
    }
    return quotient;
  }

  /**
   * What a table has of them: each coefficient as 16 limbs of 64 bits, in Montgomery's form, for
   * any processor; limbs of 52 bits of eight digits side by side for AVX-512.
   */
  List<Secret> inTables() {
    List<Secret> secrets = new ArrayList<>();
    for (int term : new int[] {0, 2, 5}) {
      for (int step = 0; step < STEPS; step += 3) {
        BigInteger coefficient = functions[step].term(term);
        // A leading one is 1, which is no secret.
        if (coefficient.bitLength() > Long.SIZE) {
          secrets.add(
              new Secret(
                  "line table, limbs of 64 bits, " + step + "." + term,
                  octets(coefficient.shiftLeft(BITS_OF_64).mod(P))));
        }
        secrets.add(
            new Secret(
                "line table, limbs of 52 bits, " + step + "." + term, row(step, term, 1 + term)));
      }
    }
    return secrets;
  }

  /** The forms between: coefficients as integers, and multiples of K. */
  List<Secret> inTheMaking() {
    List<Secret> secrets = new ArrayList<>();
    for (int place = 0; place < functions.length; place += 9) {
      secrets.add(new Secret("line coefficient " + place, octets(functions[place].term(1))));
    }
    secrets.add(new Secret("[2]RSK x", octets(twice.x())));
    secrets.add(new Secret("[2]RSK x, Montgomery", octets(twice.x().shiftLeft(BITS_OF_64).mod(P))));
    return secrets;
  }

  /** The forms of a coordinate of K. */
  static List<Secret> ofCoordinate(String name, BigInteger value) {
    return List.of(
        new Secret(name, octets(value)),
        new Secret(name + ", Montgomery 2^1024", octets(value.shiftLeft(BITS_OF_64).mod(P))),
        new Secret(name + ", Montgomery 2^1040", octets(value.shiftLeft(BITS_OF_52).mod(P))));
  }

  /** One limb of eight digits' coefficients, as one register has them. */
  private byte[] row(int step, int term, int limb) {
    ByteBuffer row = ByteBuffer.allocate(LANES * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int lane = 0; lane < LANES; lane++) {
      BigInteger value = functions[lane * STEPS + step].term(term).shiftLeft(BITS_OF_52).mod(P);
      row.putLong(value.shiftRight(LIMB * limb).longValue() & ((1L << LIMB) - 1));
    }
    return row.array();
  }

  private static byte[] octets(BigInteger value) {
    byte[] magnitude = value.toByteArray();
    byte[] octets = new byte[COEFFICIENT_OCTETS];
    int count = Math.min(magnitude.length, octets.length);
    System.arraycopy(magnitude, magnitude.length - count, octets, octets.length - count, count);
    return octets;
  }
}
