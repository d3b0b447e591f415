package org.mikeyhsm.crypto.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.crypto.Comparisons;
import org.mikeyhsm.crypto.RfcValues;

class Field256Test {
  static Stream<Arguments> fields() {
    BigInteger p = RfcValues.RFC6507.number("p");
    BigInteger q = RfcValues.RFC6507.number("q");
    return Stream.of(
        Arguments.of(new P256Field(), p),
        Arguments.of(new GeneralField256(p), p),
        Arguments.of(new GeneralField256(q), q));
  }

  private static List<BigInteger> numbers(BigInteger m) {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(m.subtract(BigInteger.valueOf(i + 1)));
    }
    for (int bit = 1; bit < 256; bit++) {
      numbers.add(BigInteger.ONE.shiftLeft(bit).mod(m));
      numbers.add(m.subtract(BigInteger.ONE.shiftLeft(bit)).mod(m));
    }
    Random random = new Random(6507);
    while (numbers.size() < Comparisons.CHEAP) {
      numbers.add(new BigInteger(300, random).mod(m));
    }
    return numbers;
  }

  private static long[] element(Field256 field, BigInteger number) {
    long[] element = Field256.zero();
    field.decode(element, RfcValues.toOctets(number, 32), 0);
    return element;
  }

  private static BigInteger number(Field256 field, long[] element) {
    byte[] octets = field.encode(element);
    assertEquals(Field256.OCTETS, octets.length);
    return new BigInteger(1, octets);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void agreesWithBigInteger(Field256 field, BigInteger m) {
    List<BigInteger> numbers = numbers(m);
    long[] r = Field256.zero();
    long[] t = Field256.zero();
    for (int i = 0; i < numbers.size(); i++) {
      BigInteger x = numbers.get(i);
      BigInteger y = numbers.get((i * 7 + 3) % numbers.size());
      long[] a = element(field, x);
      long[] b = element(field, y);
      assertEquals(x, number(field, a));
      field.multiply(r, a, b);
      assertEquals(x.multiply(y).mod(m), number(field, r));
      Field256.subtract(t, a, b);
      Field256.add(r, a, b);
      field.multiply(r, r, t);
      assertEquals(x.add(y).multiply(x.subtract(y)).mod(m), number(field, r));
      field.invert(r, a);
      assertEquals(x.signum() == 0 ? x : x.modInverse(m), number(field, r));
      assertEquals(x.equals(y) ? -1 : 0, field.isEqual(a, b));
      assertEquals(x.signum() == 0 ? -1 : 0, field.isZero(a));
    }
  }

  /** Sums of fifteen results may be multiplied, says the class. */
  @ParameterizedTest
  @MethodSource("fields")
  void doesNotOverflowAtItsBounds(Field256 field, BigInteger m) {
    BigInteger r = BigInteger.ONE.shiftLeft(270).modInverse(m);
    Random random = new Random(2);
    long most = 15L * (1L << 53);
    for (int round = 0; round < 2000; round++) {
      long[] a = extreme(random, round, most);
      long[] b = extreme(random, round / 4, most);
      long[] product = Field256.zero();
      field.multiply(product, a, b);
      assertEquals(
          value(a).multiply(value(b)).multiply(r).multiply(r).mod(m), number(field, product));
    }
  }

  private static long[] extreme(Random random, int round, long most) {
    long[] limbs = Field256.zero();
    for (int i = 0; i < limbs.length; i++) {
      long large = i < limbs.length - 1 ? most : 15L << 40;
      limbs[i] =
          switch (round % 4) {
            case 0 -> large;
            case 1 -> -large;
            case 2 -> large - 1;
            default -> random.nextBoolean() ? large : -large;
          };
    }
    return limbs;
  }

  private static BigInteger value(long[] limbs) {
    BigInteger value = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      value = value.shiftLeft(54).add(BigInteger.valueOf(limbs[i]));
    }
    return value;
  }

  @ParameterizedTest
  @MethodSource("fields")
  void tellsReducedNumbers(Field256 field, BigInteger m) {
    assertTrue(field.isReduced(RfcValues.toOctets(m.subtract(BigInteger.ONE), 32), 0));
    assertFalse(field.isReduced(RfcValues.toOctets(m, 32), 0));
    for (int bit = 0; bit < m.bitLength(); bit++) {
      BigInteger step = BigInteger.ONE.shiftLeft(bit);
      assertTrue(field.isReduced(RfcValues.toOctets(m.subtract(step), 32), 0));
      if (m.add(step).bitLength() <= 8 * 32) {
        assertFalse(field.isReduced(RfcValues.toOctets(m.add(step), 32), 0));
      }
    }
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    assertFalse(field.isReduced(RfcValues.toOctets(most, 32), 0));
    assertEquals(most.mod(m), number(field, element(field, most)));
  }

  @Test
  void takesNoOtherModulus() {
    assertThrows(IllegalArgumentException.class, () -> new GeneralField256(BigInteger.valueOf(7)));
  }
}
