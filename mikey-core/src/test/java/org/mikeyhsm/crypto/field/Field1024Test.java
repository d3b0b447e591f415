package org.mikeyhsm.crypto.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.crypto.Comparisons;
import org.mikeyhsm.crypto.RfcValues;

class Field1024Test {
  private static final Field1024.Scratch SCRATCH = new Field1024.Scratch();

  static Stream<BigInteger> moduli() {
    return Stream.of(RfcValues.RFC6509.number("p"), RfcValues.RFC6509.number("q"));
  }

  /** 0, 1, 2, m - 1, m - 2, limbs of ones and zeros, leading zero octets, and random numbers. */
  private static List<BigInteger> numbers(BigInteger m, int count) {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(m.subtract(BigInteger.valueOf(i + 1)));
    }
    for (int bit = 57; bit < 1020; bit += 58) {
      numbers.add(BigInteger.ONE.shiftLeft(bit));
      numbers.add(BigInteger.ONE.shiftLeft(bit + 1).subtract(BigInteger.ONE));
      numbers.add(m.subtract(BigInteger.ONE.shiftLeft(bit)));
    }
    Random random = new Random(6508);
    numbers.add(new BigInteger(1000, random));
    while (numbers.size() < count) {
      numbers.add(new BigInteger(1100, random).mod(m));
    }
    return numbers;
  }

  private static long[] element(Field1024 field, BigInteger number) {
    long[] element = Field1024.zero();
    field.decode(element, RfcValues.toOctets(number, 128), 0, SCRATCH);
    return element;
  }

  private static BigInteger number(Field1024 field, long[] element) {
    byte[] octets = field.encode(element, SCRATCH);
    assertEquals(Field1024.OCTETS, octets.length);
    return new BigInteger(1, octets);
  }

  @ParameterizedTest
  @MethodSource("moduli")
  void agreesWithBigInteger(BigInteger m) {
    Field1024 field = new Field1024(m);
    List<BigInteger> numbers = numbers(m, Comparisons.CHEAP);
    long[] r = Field1024.zero();
    long[] t = Field1024.zero();
    for (int i = 0; i < numbers.size(); i++) {
      BigInteger x = numbers.get(i);
      BigInteger y = numbers.get((i * 7 + 3) % numbers.size());
      long[] a = element(field, x);
      long[] b = element(field, y);
      assertEquals(x, number(field, a));
      field.multiply(r, a, b, SCRATCH);
      assertEquals(x.multiply(y).mod(m), number(field, r));
      field.square(r, a, SCRATCH);
      assertEquals(x.multiply(x).mod(m), number(field, r));
      Field1024.add(r, a, b);
      assertEquals(x.add(y).mod(m), number(field, r));
      Field1024.subtract(t, a, b);
      assertEquals(x.subtract(y).mod(m), number(field, t));
      field.multiply(r, r, t, SCRATCH);
      assertEquals(x.add(y).multiply(x.subtract(y)).mod(m), number(field, r));
      field.sumOfProducts(r, a, t, b, t, SCRATCH);
      assertEquals(x.add(y).multiply(x.subtract(y)).mod(m), number(field, r));
      Field1024.scale(r, a, 8);
      assertEquals(x.shiftLeft(3).mod(m), number(field, r));
      Field1024.negate(r, a);
      assertEquals(x.negate().mod(m), number(field, r));
      field.tidy(r, r, SCRATCH);
      assertEquals(x.negate().mod(m), number(field, r));
      assertEquals(x.equals(y) ? -1 : 0, field.isEqual(a, b));
      assertEquals(x.signum() == 0 ? -1 : 0, field.isZero(a));
    }
  }

  @ParameterizedTest
  @MethodSource("moduli")
  void invertsAsBigIntegerDoes(BigInteger m) {
    Field1024 field = new Field1024(m);
    long[] r = Field1024.zero();
    for (BigInteger x : numbers(m, Comparisons.CHEAP)) {
      field.invert(r, element(field, x), SCRATCH);
      assertEquals(x.signum() == 0 ? x : x.modInverse(m), number(field, r));
    }
  }

  /** Long chains, as in a pairing, of values that were never brought into range. */
  @ParameterizedTest
  @MethodSource("moduli")
  void staysRightOverLongChains(BigInteger m) {
    Field1024 field = new Field1024(m);
    BigInteger x = m.shiftRight(1);
    BigInteger y = m.subtract(BigInteger.TWO);
    long[] a = element(field, x);
    long[] b = element(field, y);
    for (int i = 0; i < 20_000; i++) {
      Field1024.scale(a, a, 12);
      Field1024.add(b, b, b);
      Field1024.subtract(b, b, a);
      field.multiply(a, a, b, SCRATCH);
      field.square(b, b, SCRATCH);
      x = x.multiply(BigInteger.valueOf(12));
      y = y.shiftLeft(1).subtract(x).mod(m);
      x = x.multiply(y).mod(m);
      y = y.multiply(y).mod(m);
    }
    assertEquals(x, number(field, a));
    assertEquals(y, number(field, b));
  }

  /** The worst that the bounds of the class allow: every limb as large as may be, either sign. */
  @ParameterizedTest
  @MethodSource("moduli")
  void doesNotOverflowAtItsBounds(BigInteger m) {
    Field1024 field = new Field1024(m);
    BigInteger r = BigInteger.ONE.shiftLeft(1044).modInverse(m);
    Random random = new Random(1);
    long most = (1L << 57) + (1L << 6);
    for (int round = 0; round < 2000; round++) {
      long[] a = extreme(random, round, 2 * most);
      long[] b = extreme(random, round / 2, most);
      long[] product = Field1024.zero();
      field.multiply(product, a, b, SCRATCH);
      BigInteger expected = value(a).multiply(value(b)).multiply(r);
      assertEquals(expected.multiply(r).mod(m), number(field, product));
      field.square(product, b, SCRATCH);
      assertEquals(
          value(b).multiply(value(b)).multiply(r).multiply(r).mod(m), number(field, product));
      field.sumOfProducts(product, a, b, b, a, SCRATCH);
      assertEquals(expected.shiftLeft(1).multiply(r).mod(m), number(field, product));
    }
  }

  /** Products of limbs whose low 58 bits are all ones, or all zeros, and the high ones extreme. */
  @ParameterizedTest
  @MethodSource("moduli")
  void doesNotOverflowWhereColumnsAreExtreme(BigInteger m) {
    Field1024 field = new Field1024(m);
    BigInteger r = BigInteger.ONE.shiftLeft(1044).modInverse(m).pow(2);
    BigInteger radix = BigInteger.ONE.shiftLeft(58);
    List<long[]> pairs = new ArrayList<>();
    long half = 1L << 57;
    for (long c = -63; c <= 63; c += 2) {
      BigInteger b = BigInteger.valueOf(half + c);
      pairs.add(new long[] {b.modInverse(radix).negate().mod(radix).longValueExact(), half + c});
      pairs.add(new long[] {-b.modInverse(radix).longValueExact(), half + c});
    }
    for (long sign : new long[] {1, -1}) {
      pairs.add(new long[] {2 * half, sign * half});
      pairs.add(new long[] {2 * half + 128, sign * (half + 64)});
      pairs.add(new long[] {half, sign * half});
      pairs.add(new long[] {sign, half});
    }
    long[] product = Field1024.zero();
    for (long[] pair : pairs) {
      for (int signs = 0; signs < 4; signs++) {
        // Signs that change with every limb make neighbouring columns differ, else all add up.
        long[] a = repeated(pair[0], (signs & 1) != 0);
        long[] b = repeated(pair[1], (signs & 2) != 0);
        BigInteger expected = value(a).multiply(value(b));
        field.multiply(product, a, b, SCRATCH);
        assertEquals(expected.multiply(r).mod(m), number(field, product));
        assertWithinNineEighths(product, m);
        field.sumOfProducts(product, a, b, a, b, SCRATCH);
        assertEquals(expected.shiftLeft(1).multiply(r).mod(m), number(field, product));
        assertWithinNineEighths(product, m);
        field.square(product, b, SCRATCH);
        assertEquals(value(b).pow(2).multiply(r).mod(m), number(field, product));
        assertWithinNineEighths(product, m);
      }
    }
  }

  private static long[] repeated(long limb, boolean alternating) {
    long[] limbs = Field1024.zero();
    for (int i = 0; i < limbs.length - 1; i++) {
      limbs[i] = alternating && i % 2 == 1 ? -limb : limb;
    }
    limbs[limbs.length - 1] = Long.signum(limb) * ((1L << 44) - 1);
    return limbs;
  }

  private static void assertWithinNineEighths(long[] element, BigInteger m) {
    BigInteger eight = value(element).abs().shiftLeft(3);
    assertTrue(eight.compareTo(m.multiply(BigInteger.valueOf(9))) < 0);
    for (int i = 0; i < element.length - 1; i++) {
      assertTrue(Math.abs(element[i]) <= (1L << 57) + (1L << 6));
    }
  }

  /** What lies at either end of the range that a reduction leaves is brought into it. */
  @ParameterizedTest
  @MethodSource("moduli")
  void encodesAndComparesAtTheEndsOfTheRange(BigInteger m) {
    Field1024 field = new Field1024(m);
    BigInteger r = BigInteger.ONE.shiftLeft(1044).modInverse(m);
    for (int multiple = -255; multiple <= 255; multiple++) {
      for (int offset = -1; offset <= 1; offset++) {
        BigInteger x = m.multiply(BigInteger.valueOf(multiple)).add(BigInteger.valueOf(offset));
        long[] a = balanced(x);
        assertEquals(x.multiply(r).mod(m), number(field, a));
        assertEquals(offset == 0 ? -1 : 0, field.isZero(a));
        field.invert(a, a, SCRATCH);
        BigInteger inverse = offset == 0 ? BigInteger.ZERO : x.multiply(r).modInverse(m);
        assertEquals(inverse, number(field, a));
      }
    }
  }

  private static long[] balanced(BigInteger x) {
    long[] limbs = Field1024.zero();
    BigInteger rest = x;
    for (int i = 0; i < limbs.length - 1; i++) {
      limbs[i] = rest.longValue() << 6 >> 6;
      rest = rest.subtract(BigInteger.valueOf(limbs[i])).shiftRight(58);
    }
    limbs[limbs.length - 1] = rest.longValueExact();
    return limbs;
  }

  private static long[] extreme(Random random, int round, long most) {
    long[] limbs = Field1024.zero();
    for (int i = 0; i < limbs.length - 1; i++) {
      limbs[i] =
          switch (round % 4) {
            case 0 -> most;
            case 1 -> -most;
            case 2 -> most - 1;
            default -> random.nextBoolean() ? most : -most;
          };
    }
    // The magnitude is bounded by some 2^8 times the modulus.
    limbs[limbs.length - 1] = random.nextBoolean() ? 1L << 44 : -(1L << 44);
    return limbs;
  }

  private static BigInteger value(long[] limbs) {
    BigInteger value = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      value = value.shiftLeft(58).add(BigInteger.valueOf(limbs[i]));
    }
    return value;
  }

  @ParameterizedTest
  @MethodSource("moduli")
  void tellsReducedNumbers(BigInteger m) {
    Field1024 field = new Field1024(m);
    assertTrue(field.isReduced(RfcValues.toOctets(m.subtract(BigInteger.ONE), 128), 0));
    assertFalse(field.isReduced(RfcValues.toOctets(m, 128), 0));
    for (int bit = 0; bit < m.bitLength(); bit++) {
      BigInteger step = BigInteger.ONE.shiftLeft(bit);
      assertTrue(field.isReduced(RfcValues.toOctets(m.subtract(step), 128), 0));
      if (m.add(step).bitLength() <= 8 * 128) {
        assertFalse(field.isReduced(RfcValues.toOctets(m.add(step), 128), 0));
      }
    }
    byte[] most = new byte[128];
    Arrays.fill(most, (byte) 0xFF);
    assertFalse(field.isReduced(most, 0));
    // Decoding takes what is too large modulo the modulus, as HashToIntegerRange needs it.
    long[] element = Field1024.zero();
    field.decode(element, most, 0, SCRATCH);
    assertEquals(new BigInteger(1, most).mod(m), number(field, element));
  }

  @Test
  void takesNoOtherModulus() {
    assertThrows(
        IllegalArgumentException.class, () -> new Field1024(BigInteger.ONE.shiftLeft(1023)));
    assertThrows(IllegalArgumentException.class, () -> new Field1024(BigInteger.valueOf(7)));
  }
}
