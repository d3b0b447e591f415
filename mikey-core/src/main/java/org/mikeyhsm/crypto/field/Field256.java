package org.mikeyhsm.crypto.field;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The integers modulo an odd number of 256 bits: the field of P-256 and the integers modulo its
 * order (RFC 6507 Appendix A).
 *
 * <p>An element is an array of {@value #LIMBS} signed limbs a_i, worth sum a_i 2^(54 i), in
 * Montgomery form with R = 2^270. It is loose: any representative, with limbs of magnitude up to
 * 2^57, so that the sum of up to fifteen results of {@link #multiply} may be multiplied again;
 * additions carry nothing. Products are within half the modulus, so that what is 0 modulo it comes
 * out as 0.
 *
 * <p>No operation has a branch or an index that depends on an element.
 *
 * <p>Thread-safe.
 */
public abstract sealed class Field256 permits P256Field, GeneralField256 {
  /** Limbs of an element. */
  public static final int LIMBS = 5;

  /** The length of an encoded element in octets: N of RFC 6507 section 4.1. */
  public static final int OCTETS = 32;

  static final int BITS = 54;

  /** What each factor is shifted by, so that the high word of a product begins at a limb. */
  static final int SHIFT = (Long.SIZE - BITS) / 2;

  static final long MASK = (1L << BITS) - 1;
  private static final long HALF = 1L << (BITS - 1);
  // Theorem 11.2 of Bernstein and Yang's constant-time gcd: (49 * 256 + 57) / 17 division steps.
  private static final int DIVISION_STEPS = 742;

  private final long[] modulus;
  private final long[] one;
  private final long[] square;
  private final long[] cube;
  private final ModularInverse inverter;
  private final byte[] octets = new byte[OCTETS];

  /**
   * Prepares the arithmetic.
   *
   * @param modulus odd, of 256 bits
   */
  Field256(BigInteger modulus) {
    if (!modulus.testBit(0) || modulus.bitLength() != 256) {
      throw new IllegalArgumentException("the modulus is odd and has 256 bits");
    }
    BigInteger r = BigInteger.ONE.shiftLeft(BITS * LIMBS);
    this.modulus = limbs(modulus);
    one = limbs(r.mod(modulus));
    square = limbs(r.multiply(r).mod(modulus));
    cube = limbs(r.multiply(r).multiply(r).mod(modulus));
    inverter = new ModularInverse(this.modulus, BITS, DIVISION_STEPS);
    System.arraycopy(modulus.toByteArray(), 1, octets, 0, OCTETS);
  }

  private static long[] limbs(BigInteger value) {
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] = value.shiftRight(BITS * i).longValue() & MASK;
    }
    return limbs;
  }

  /** A new element, 0. */
  public static long[] zero() {
    return new long[LIMBS];
  }

  /** A new element, 1. */
  public long[] one() {
    return one.clone();
  }

  /** r = a + b, uncarried. */
  public static void add(long[] r, long[] a, long[] b) {
    for (int i = 0; i < LIMBS; i++) {
      r[i] = a[i] + b[i];
    }
  }

  /** r = a - b, uncarried. */
  public static void subtract(long[] r, long[] a, long[] b) {
    for (int i = 0; i < LIMBS; i++) {
      r[i] = a[i] - b[i];
    }
  }

  /** r = a. */
  public static void copy(long[] r, long[] a) {
    System.arraycopy(a, 0, r, 0, LIMBS);
  }

  /** r = b where mask is all ones, r stays where it is 0; no third value. */
  public static void moveIf(long[] r, long[] b, long mask) {
    for (int i = 0; i < LIMBS; i++) {
      r[i] ^= (r[i] ^ b[i]) & mask;
    }
  }

  /** r = -r where mask is all ones, r stays where it is 0; no third value. */
  public static void negateIf(long[] r, long mask) {
    for (int i = 0; i < LIMBS; i++) {
      r[i] = (r[i] ^ mask) - mask;
    }
  }

  /** r = a * b. */
  public abstract void multiply(long[] r, long[] a, long[] b);

  /** Carries a result's limbs, the highest excepted, into balance. */
  static void store(long[] r, long t0, long t1, long t2, long t3, long t4) {
    long out = (t0 + HALF) >> BITS;
    r[0] = t0 - (out << BITS);
    long limb = t1 + out;
    out = (limb + HALF) >> BITS;
    r[1] = limb - (out << BITS);
    limb = t2 + out;
    out = (limb + HALF) >> BITS;
    r[2] = limb - (out << BITS);
    limb = t3 + out;
    out = (limb + HALF) >> BITS;
    r[3] = limb - (out << BITS);
    r[4] = t4 + out;
  }

  static long[] balancedLimbs(BigInteger modulus) {
    long[] limbs = limbs(modulus);
    carry(limbs);
    return limbs;
  }

  static long negativeInverse(BigInteger modulus) {
    BigInteger radix = BigInteger.ONE.shiftLeft(BITS);
    return modulus.modInverse(radix).negate().mod(radix).longValueExact();
  }

  /** r = a^2. */
  public void square(long[] r, long[] a) {
    multiply(r, a, a);
  }

  private static void carry(long[] a) {
    for (int i = 0; i < LIMBS - 1; i++) {
      final long out = (a[i] + HALF) >> BITS;
      a[i] -= out << BITS;
      a[i + 1] += out;
    }
  }

  /** r = 1 / a, or 0 where a is 0. */
  public void invert(long[] r, long[] a) {
    final long[] x = zero();
    final long[] y = zero();
    canonical(x, a);
    inverter.invert(y, x);
    multiply(r, y, cube);
    Arrays.fill(x, 0);
    Arrays.fill(y, 0);
  }

  private void canonical(long[] r, long[] a) {
    multiply(r, a, one);
    addModulusIfNegative(r);
  }

  private void addModulusIfNegative(long[] r) {
    addIf(r, 0);
    addIf(r, r[LIMBS - 1] >> 63);
  }

  private void addIf(long[] r, long condition) {
    long in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long limb = r[i] + (modulus[i] & condition) + in;
      r[i] = limb & MASK;
      in = limb >> BITS;
    }
    r[LIMBS - 1] += (modulus[LIMBS - 1] & condition) + in;
  }

  /** All ones where a is 0 modulo the modulus, else 0. */
  public long isZero(long[] a) {
    final long[] x = zero();
    canonical(x, a);
    long bits = 0;
    for (int i = 0; i < LIMBS; i++) {
      bits |= x[i];
    }
    Arrays.fill(x, 0);
    return ~((bits | -bits) >> 63);
  }

  /** All ones where a and b are the same modulo the modulus, else 0. */
  public long isEqual(long[] a, long[] b) {
    final long[] difference = zero();
    subtract(difference, a, b);
    final long equal = isZero(difference);
    Arrays.fill(difference, 0);
    return equal;
  }

  /** Whether 32 octets are an encoded number below the modulus. */
  public boolean isReduced(byte[] encoded, int offset) {
    int borrow = 0;
    for (int i = OCTETS - 1; i >= 0; i--) {
      borrow = ((encoded[offset + i] & 0xFF) - (octets[i] & 0xFF) + borrow) >> 8;
    }
    return borrow != 0;
  }

  /** r = the number that 32 octets are, taken modulo the modulus. */
  public void decode(long[] r, byte[] encoded, int offset) {
    final long[] x = zero();
    for (int i = 0; i < OCTETS; i++) {
      final int bit = 8 * (OCTETS - 1 - i);
      final long octet = encoded[offset + i] & 0xFFL;
      final int limb = bit / BITS;
      final int shift = bit % BITS;
      x[limb] |= (octet << shift) & MASK;
      if (shift > BITS - 8) {
        x[limb + 1] |= octet >> (BITS - shift);
      }
    }
    multiply(r, x, square);
    Arrays.fill(x, 0);
  }

  /** The number in 0 to modulus - 1 that a is, in exactly 32 octets (RFC 6507 section 3.2). */
  public byte[] encode(long[] a) {
    final long[] x = zero();
    x[0] = 1;
    multiply(x, a, x);
    addModulusIfNegative(x);
    final byte[] encoded = new byte[OCTETS];
    for (int i = 0; i < OCTETS; i++) {
      final int bit = 8 * (OCTETS - 1 - i);
      final int limb = bit / BITS;
      final int shift = bit % BITS;
      long octet = x[limb] >>> shift;
      if (shift > BITS - 8) {
        octet |= x[limb + 1] << (BITS - shift);
      }
      encoded[i] = (byte) octet;
    }
    Arrays.fill(x, 0);
    return encoded;
  }
}
