package org.mikeyhsm.crypto.field;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The integers modulo an odd number of 1022 to 1024 bits: F_p and F_q of RFC 6509 Appendix A.
 *
 * <p>An element is an array of {@value #LIMBS} signed limbs a_i, worth sum a_i 2^(58 i), in
 * Montgomery form with R = 2^1044. It is loose: any representative, of magnitude below 2^8 times
 * the modulus, with limbs that {@link #add} and its like keep within 2^57 + 2^6. The 20 spare bits
 * of R make subtraction free of conditions: {@link #reduce} brings every such value within 9/8 of
 * the modulus, whatever it was, so that a caller may add up some two hundred products before the
 * next one.
 *
 * <p>No operation has a branch or an index that depends on an element. The multiplications are
 * {@link Math#multiplyHigh} and the plain one, whose time does not depend on the operands on the
 * 64-bit processors that have both as instructions; the JIT compiler gives no guarantee, so it is
 * measured (docs/performance.md).
 *
 * <p>How a product is made: a_i b_j = h 2^58 + l, where l is the low 58 bits, 0 to 2^58 - 1, and h
 * = multiplyHigh(8 a_i, 8 b_j). One operand may be a sum or difference of two that was not carried,
 * with limbs within 2^58 + 2^7, not both, and not that of a square.
 *
 * <p>Why no column passes 2^63 = 32 U, in units U of 2^58 and up to terms that come to less than U
 * / 2^8: |h| is at most U / 2, as it is for the doubled terms of a square, which are half as many.
 * The magnitude keeps the highest limb below 2^47, so that its products have no h to speak of. In
 * the reduction |h| is at most U / 4, for quotient digits and limbs of p and N within 2^57.
 *
 * <ul>
 *   <li>Column k below 18 gets k + 1 of l and at most k of h: -9 to 18 + 9. It is carried into the
 *       next one and left in 0 to 1. The reduction adds up to 17 of l and 17 of h, from -5 to 22.
 *   <li>Column 18 + d begins with (17 - d)(-1), {@link #BIAS}, and, where another product is there
 *       already, with at most 1/2 of that either way. The product adds 17 - d of l and 16 - d of h,
 *       the reduction 18 - d of l and 18 - d of h. With d = 0, the largest case: at least -17 - 1/2
 *       - 8 - 4 1/2 = -30, at most -17 + 1/2 + 17 + 8 + 18 + 4 1/2 = 31.
 * </ul>
 *
 * <p>And why a reduced value is small: the first 17 quotient digits, taken as a number, are within
 * 2^986 / 2, and N within 2^58 p; the last digit is within 2^57. So what is added is within R p / 2
 * + R p / 2, and a sum of two products of elements within 2^17 p^2, which is R p / 8 for p below
 * 2^1024.
 *
 * <p>The row loops are written out by hand in the one shape of the many tried that C2 compiles
 * well, on JDK 17 and 25: see docs/performance.md before changing it.
 *
 * <p>Thread-safe; scratch space belongs to the caller.
 */
public final class Field1024 {
  /** Limbs of an element. */
  public static final int LIMBS = 18;

  /** Columns of a product that was not reduced yet. */
  public static final int WIDE = 2 * LIMBS;

  /** The length of an encoded element in octets: L of RFC 6508 section 4. */
  public static final int OCTETS = 128;

  private static final int BITS = 58;
  private static final long MASK = (1L << BITS) - 1;
  private static final long HALF = 1L << (BITS - 1);
  // Theorem 11.2 of Bernstein and Yang's constant-time gcd: (49 * 1024 + 57) / 17 division steps.
  private static final int DIVISION_STEPS = 2955;

  /**
   * What the upper columns of a product begin with: in column 18 + d, -(17 - d) 2^58, as much as
   * the low words of one product can come to there; those of the reduction would else pass 2^63.
   * Where the columns are carried it is given back, as a carry of 17 - d.
   */
  private static final long[] BIAS = bias();

  private final long[] modulus;
  private final long[] balanced;
  private final long[] balanced8;
  private final long[] friendly;
  private final long[] friendly8;
  private final long inverse;
  private final long[] one;
  private final long[] square;
  private final long[] cube;
  private final ModularInverse inverter;
  private final byte[] octets;

  /** Space for one operation at a time; wiped by {@link #wipe()}. */
  public static final class Scratch {
    final long[] wide = new long[WIDE + 1];
    final long[] times8 = new long[LIMBS];
    final long[] unit = new long[LIMBS];

    /** Makes the space. */
    public Scratch() {
      unit[0] = 1;
    }

    /** Overwrites what the last operations left. */
    public void wipe() {
      Arrays.fill(wide, 0);
      Arrays.fill(times8, 0);
    }
  }

  /**
   * Prepares the arithmetic.
   *
   * @param modulus odd, 1022 to 1024 bits
   */
  public Field1024(BigInteger modulus) {
    int bits = modulus.bitLength();
    if (!modulus.testBit(0) || bits < 1022 || bits > 1024) {
      throw new IllegalArgumentException("the modulus is odd and has 1022 to 1024 bits");
    }
    BigInteger radix = BigInteger.ONE.shiftLeft(BITS);
    BigInteger r = BigInteger.ONE.shiftLeft(BITS * LIMBS);
    this.modulus = limbs(modulus);
    balanced = this.modulus.clone();
    carry(balanced);
    balanced8 = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      balanced8[i] = balanced[i] << 3;
    }
    inverse = modulus.modInverse(radix).negate().mod(radix).longValueExact();
    BigInteger multiple = modulus.multiply(BigInteger.valueOf(inverse));
    friendly = limbs(multiple.add(BigInteger.ONE).shiftRight(BITS));
    carry(friendly);
    friendly8 = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      friendly8[i] = friendly[i] << 3;
    }
    one = limbs(r.mod(modulus));
    carry(one);
    square = limbs(r.multiply(r).mod(modulus));
    carry(square);
    cube = limbs(r.multiply(r).multiply(r).mod(modulus));
    carry(cube);
    inverter = new ModularInverse(this.modulus, BITS, DIVISION_STEPS);
    octets = new byte[OCTETS];
    byte[] magnitude = modulus.toByteArray();
    int sign = magnitude.length - (bits + 7) / 8;
    System.arraycopy(
        magnitude, sign, octets, OCTETS - (magnitude.length - sign), magnitude.length - sign);
  }

  private static long[] bias() {
    long[] bias = new long[WIDE + 1];
    for (int d = 0; d < LIMBS; d++) {
      bias[LIMBS + d] = -(long) (LIMBS - 1 - d) << BITS;
    }
    return bias;
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

  /** r = a * b. */
  public void multiply(long[] r, long[] a, long[] b, Scratch scratch) {
    product(scratch.wide, a, b, scratch);
    reduce(r, scratch.wide);
  }

  /** r = a, within 9/8 of the modulus. */
  public void tidy(long[] r, long[] a, Scratch scratch) {
    multiply(r, a, one, scratch);
  }

  /** r = a^2. */
  public void square(long[] r, long[] a, Scratch scratch) {
    squareProduct(scratch.wide, a, scratch);
    reduce(r, scratch.wide);
  }

  /** r = a * b + c * d, with one reduction. */
  public void sumOfProducts(long[] r, long[] a, long[] b, long[] c, long[] d, Scratch scratch) {
    long[] t = scratch.wide;
    product(t, a, b, scratch);
    addProduct(t, c, d, scratch);
    reduce(r, t);
  }

  /** t = a * b, unreduced; t has {@link #WIDE} + 1 places. */
  public static void product(long[] t, long[] a, long[] b, Scratch scratch) {
    System.arraycopy(BIAS, 0, t, 0, WIDE + 1);
    accumulate(t, a, b, scratch.times8);
  }

  /** t = t + a * b, unreduced. */
  public static void addProduct(long[] t, long[] a, long[] b, Scratch scratch) {
    carryUpper(t);
    accumulate(t, a, b, scratch.times8);
  }

  private static void accumulate(long[] t, long[] a, long[] b, long[] b8) {
    for (int j = 0; j < LIMBS; j++) {
      b8[j] = b[j] << 3;
    }
    for (int i = 0; i < LIMBS; i++) {
      final long m = a[i];
      final long x = m << 3;
      final long low = t[i] + ((m * b[0]) & MASK);
      t[i] = low & MASK;
      long h = Math.multiplyHigh(x, b8[0]) + (low >> BITS);
      t[i + 1] += ((m * b[1]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[1]);
      t[i + 2] += ((m * b[2]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[2]);
      t[i + 3] += ((m * b[3]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[3]);
      t[i + 4] += ((m * b[4]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[4]);
      t[i + 5] += ((m * b[5]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[5]);
      t[i + 6] += ((m * b[6]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[6]);
      t[i + 7] += ((m * b[7]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[7]);
      t[i + 8] += ((m * b[8]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[8]);
      t[i + 9] += ((m * b[9]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[9]);
      t[i + 10] += ((m * b[10]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[10]);
      t[i + 11] += ((m * b[11]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[11]);
      t[i + 12] += ((m * b[12]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[12]);
      t[i + 13] += ((m * b[13]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[13]);
      t[i + 14] += ((m * b[14]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[14]);
      t[i + 15] += ((m * b[15]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[15]);
      t[i + 16] += ((m * b[16]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[16]);
      t[i + 17] += ((m * b[17]) & MASK) + h;
      h = Math.multiplyHigh(x, b8[17]);
      t[i + 18] += h;
    }
  }

  /** Leaves room for more in the columns that {@link #accumulate} does not carry. */
  private static void carryUpper(long[] t) {
    long in = 0;
    for (int k = LIMBS; k < WIDE; k++) {
      final long out = (t[k] + HALF) >> BITS;
      t[k] += in - (out << BITS) + BIAS[k];
      in = out + WIDE - 1 - k;
    }
    t[WIDE] += in;
  }

  private static void squareProduct(long[] t, long[] a, Scratch scratch) {
    final long[] a8 = scratch.times8;
    System.arraycopy(BIAS, 0, t, 0, WIDE + 1);
    for (int j = 0; j < LIMBS; j++) {
      a8[j] = a[j] << 3;
    }
    long m;
    long x;
    long h;
    m = a[0];
    x = m << 3;
    t[0] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[0]);
    m <<= 1;
    x <<= 1;
    t[1] += ((m * a[1]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[1]);
    t[2] += ((m * a[2]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[2]);
    t[3] += ((m * a[3]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[3]);
    t[4] += ((m * a[4]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[4]);
    t[5] += ((m * a[5]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[5]);
    t[6] += ((m * a[6]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[6]);
    t[7] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[8] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[9] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[10] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[11] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[12] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[13] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[14] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[15] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[16] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[17] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[18] += h;
    m = a[1];
    x = m << 3;
    t[2] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[1]);
    m <<= 1;
    x <<= 1;
    t[3] += ((m * a[2]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[2]);
    t[4] += ((m * a[3]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[3]);
    t[5] += ((m * a[4]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[4]);
    t[6] += ((m * a[5]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[5]);
    t[7] += ((m * a[6]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[6]);
    t[8] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[9] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[10] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[11] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[12] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[13] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[14] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[15] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[16] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[17] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[18] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[19] += h;
    m = a[2];
    x = m << 3;
    t[4] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[2]);
    m <<= 1;
    x <<= 1;
    t[5] += ((m * a[3]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[3]);
    t[6] += ((m * a[4]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[4]);
    t[7] += ((m * a[5]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[5]);
    t[8] += ((m * a[6]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[6]);
    t[9] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[10] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[11] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[12] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[13] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[14] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[15] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[16] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[17] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[18] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[19] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[20] += h;
    m = a[3];
    x = m << 3;
    t[6] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[3]);
    m <<= 1;
    x <<= 1;
    t[7] += ((m * a[4]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[4]);
    t[8] += ((m * a[5]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[5]);
    t[9] += ((m * a[6]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[6]);
    t[10] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[11] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[12] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[13] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[14] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[15] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[16] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[17] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[18] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[19] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[20] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[21] += h;
    m = a[4];
    x = m << 3;
    t[8] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[4]);
    m <<= 1;
    x <<= 1;
    t[9] += ((m * a[5]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[5]);
    t[10] += ((m * a[6]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[6]);
    t[11] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[12] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[13] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[14] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[15] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[16] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[17] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[18] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[19] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[20] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[21] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[22] += h;
    m = a[5];
    x = m << 3;
    t[10] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[5]);
    m <<= 1;
    x <<= 1;
    t[11] += ((m * a[6]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[6]);
    t[12] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[13] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[14] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[15] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[16] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[17] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[18] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[19] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[20] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[21] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[22] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[23] += h;
    m = a[6];
    x = m << 3;
    t[12] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[6]);
    m <<= 1;
    x <<= 1;
    t[13] += ((m * a[7]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[7]);
    t[14] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[15] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[16] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[17] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[18] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[19] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[20] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[21] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[22] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[23] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[24] += h;
    m = a[7];
    x = m << 3;
    t[14] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[7]);
    m <<= 1;
    x <<= 1;
    t[15] += ((m * a[8]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[8]);
    t[16] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[17] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[18] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[19] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[20] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[21] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[22] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[23] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[24] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[25] += h;
    m = a[8];
    x = m << 3;
    t[16] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[8]);
    m <<= 1;
    x <<= 1;
    t[17] += ((m * a[9]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[9]);
    t[18] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[19] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[20] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[21] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[22] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[23] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[24] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[25] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[26] += h;
    m = a[9];
    x = m << 3;
    t[18] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[9]);
    m <<= 1;
    x <<= 1;
    t[19] += ((m * a[10]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[10]);
    t[20] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[21] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[22] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[23] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[24] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[25] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[26] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[27] += h;
    m = a[10];
    x = m << 3;
    t[20] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[10]);
    m <<= 1;
    x <<= 1;
    t[21] += ((m * a[11]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[11]);
    t[22] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[23] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[24] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[25] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[26] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[27] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[28] += h;
    m = a[11];
    x = m << 3;
    t[22] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[11]);
    m <<= 1;
    x <<= 1;
    t[23] += ((m * a[12]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[12]);
    t[24] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[25] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[26] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[27] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[28] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[29] += h;
    m = a[12];
    x = m << 3;
    t[24] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[12]);
    m <<= 1;
    x <<= 1;
    t[25] += ((m * a[13]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[13]);
    t[26] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[27] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[28] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[29] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[30] += h;
    m = a[13];
    x = m << 3;
    t[26] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[13]);
    m <<= 1;
    x <<= 1;
    t[27] += ((m * a[14]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[14]);
    t[28] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[29] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[30] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[31] += h;
    m = a[14];
    x = m << 3;
    t[28] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[14]);
    m <<= 1;
    x <<= 1;
    t[29] += ((m * a[15]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[15]);
    t[30] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[31] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[32] += h;
    m = a[15];
    x = m << 3;
    t[30] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[15]);
    m <<= 1;
    x <<= 1;
    t[31] += ((m * a[16]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[16]);
    t[32] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[33] += h;
    m = a[16];
    x = m << 3;
    t[32] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[16]);
    m <<= 1;
    x <<= 1;
    t[33] += ((m * a[17]) & MASK) + h;
    h = Math.multiplyHigh(x, a8[17]);
    t[34] += h;
    m = a[17];
    x = m << 3;
    t[34] += (m * m) & MASK;
    h = Math.multiplyHigh(x, a8[17]);
    t[35] += h;
    long in = 0;
    for (int k = 0; k < LIMBS; k++) {
      final long column = t[k] + in;
      t[k] = column & MASK;
      in = column >> BITS;
    }
    t[LIMBS] += in;
  }

  /**
   * r = t / R, within 9/8 of the modulus p (Montgomery's reduction with signed quotient digits).
   * Uses up t.
   *
   * <p>All rows but the last add multiples of N = k p, which is -1 modulo 2^58, so that a quotient
   * digit is the lowest limb itself; what they leave is as large as N, and the last row, of p,
   * brings it down.
   */
  public void reduce(long[] r, long[] t) {
    eliminate(t, friendly, friendly8);
    finish(r, t);
  }

  private static void eliminate(long[] t, long[] n, long[] n8) {
    for (int i = 0; i < LIMBS - 1; i++) {
      final long c = t[i];
      final long m = c << (64 - BITS) >> (64 - BITS);
      final long x = m << 3;
      long h = (c - m) >> BITS;
      t[i + 1] += ((m * n[0]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[0]);
      t[i + 2] += ((m * n[1]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[1]);
      t[i + 3] += ((m * n[2]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[2]);
      t[i + 4] += ((m * n[3]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[3]);
      t[i + 5] += ((m * n[4]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[4]);
      t[i + 6] += ((m * n[5]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[5]);
      t[i + 7] += ((m * n[6]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[6]);
      t[i + 8] += ((m * n[7]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[7]);
      t[i + 9] += ((m * n[8]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[8]);
      t[i + 10] += ((m * n[9]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[9]);
      t[i + 11] += ((m * n[10]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[10]);
      t[i + 12] += ((m * n[11]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[11]);
      t[i + 13] += ((m * n[12]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[12]);
      t[i + 14] += ((m * n[13]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[13]);
      t[i + 15] += ((m * n[14]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[14]);
      t[i + 16] += ((m * n[15]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[15]);
      t[i + 17] += ((m * n[16]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[16]);
      t[i + 18] += ((m * n[17]) & MASK) + h;
      h = Math.multiplyHigh(x, n8[17]);
      t[i + 19] += h;
    }
  }

  private void finish(long[] r, long[] t) {
    final long[] p = balanced;
    final long[] p8 = balanced8;
    final long c = t[17];
    final long m = (c * inverse) << (64 - BITS) >> (64 - BITS);
    final long x = m << 3;
    long h = ((c + ((m * p[0]) & MASK)) >> BITS) + Math.multiplyHigh(x, p8[0]);
    t[18] += ((m * p[1]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[1]);
    t[19] += ((m * p[2]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[2]);
    t[20] += ((m * p[3]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[3]);
    t[21] += ((m * p[4]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[4]);
    t[22] += ((m * p[5]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[5]);
    t[23] += ((m * p[6]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[6]);
    t[24] += ((m * p[7]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[7]);
    t[25] += ((m * p[8]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[8]);
    t[26] += ((m * p[9]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[9]);
    t[27] += ((m * p[10]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[10]);
    t[28] += ((m * p[11]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[11]);
    t[29] += ((m * p[12]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[12]);
    t[30] += ((m * p[13]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[13]);
    t[31] += ((m * p[14]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[14]);
    t[32] += ((m * p[15]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[15]);
    t[33] += ((m * p[16]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[16]);
    t[34] += ((m * p[17]) & MASK) + h;
    h = Math.multiplyHigh(x, p8[17]);
    t[35] += h;
    long in = 0;
    for (int j = 0; j < LIMBS - 1; j++) {
      final long out = (t[LIMBS + j] + HALF) >> BITS;
      r[j] = t[LIMBS + j] - (out << BITS) + in;
      in = out + LIMBS - 1 - j;
    }
    r[LIMBS - 1] = t[WIDE - 1] + in + (t[WIDE] << BITS);
  }

  /** r = a + b. */
  public static void add(long[] r, long[] a, long[] b) {
    long in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long sum = a[i] + b[i];
      final long out = (sum + HALF) >> BITS;
      r[i] = sum - (out << BITS) + in;
      in = out;
    }
    r[LIMBS - 1] = a[LIMBS - 1] + b[LIMBS - 1] + in;
  }

  /** r = a - b. */
  public static void subtract(long[] r, long[] a, long[] b) {
    long in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long difference = a[i] - b[i];
      final long out = (difference + HALF) >> BITS;
      r[i] = difference - (out << BITS) + in;
      in = out;
    }
    r[LIMBS - 1] = a[LIMBS - 1] - b[LIMBS - 1] + in;
  }

  /** r = k a, for a small k of magnitude at most 12. */
  public static void scale(long[] r, long[] a, int k) {
    long in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long multiple = a[i] * k;
      final long out = (multiple + HALF) >> BITS;
      r[i] = multiple - (out << BITS) + in;
      in = out;
    }
    r[LIMBS - 1] = a[LIMBS - 1] * k + in;
  }

  /** r = -a. */
  public static void negate(long[] r, long[] a) {
    for (int i = 0; i < LIMBS; i++) {
      r[i] = -a[i];
    }
  }

  /** r = -a where mask is all ones, r = a where it is 0; no third value. */
  public static void negateIf(long[] r, long[] a, long mask) {
    for (int i = 0; i < LIMBS; i++) {
      r[i] = (a[i] ^ mask) - mask;
    }
  }

  /** r = a. */
  public static void copy(long[] r, long[] a) {
    System.arraycopy(a, 0, r, 0, LIMBS);
  }

  private static void carry(long[] a) {
    long in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long out = (a[i] + HALF) >> BITS;
      a[i] += in - (out << BITS);
      in = out;
    }
    a[LIMBS - 1] += in;
  }

  /** r = 1 / a, or 0 where a is 0. */
  public void invert(long[] r, long[] a, Scratch scratch) {
    final long[] x = zero();
    final long[] y = zero();
    canonical(x, a);
    inverter.invert(y, x);
    carry(y);
    multiply(r, y, cube, scratch);
    Arrays.fill(x, 0);
    Arrays.fill(y, 0);
  }

  /** r = the representative of a (as it stands, in Montgomery form) in 0 to modulus - 1. */
  private void canonical(long[] r, long[] a) {
    final Scratch scratch = new Scratch();
    multiply(r, a, one, scratch);
    scratch.wipe();
    toRange(r);
  }

  /** Brings what {@link #reduce} gives, of magnitude below twice the modulus, into 0 to p - 1. */
  private void toRange(long[] r) {
    addModulusIfNegative(r);
    addModulusIfNegative(r);
    for (int i = 0; i < LIMBS; i++) {
      r[i] -= modulus[i];
    }
    addModulusIfNegative(r);
  }

  private void addModulusIfNegative(long[] r) {
    long in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long limb = r[i] + in;
      r[i] = limb & MASK;
      in = limb >> BITS;
    }
    r[LIMBS - 1] += in;
    final long negative = r[LIMBS - 1] >> 63;
    in = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      final long limb = r[i] + (modulus[i] & negative) + in;
      r[i] = limb & MASK;
      in = limb >> BITS;
    }
    r[LIMBS - 1] += (modulus[LIMBS - 1] & negative) + in;
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
    return ((bits | -bits) >> 63) ^ -1L;
  }

  /** All ones where a and b are the same modulo the modulus, else 0. */
  public long isEqual(long[] a, long[] b) {
    final long[] difference = zero();
    subtract(difference, a, b);
    final long equal = isZero(difference);
    Arrays.fill(difference, 0);
    return equal;
  }

  /** Whether 128 octets are an encoded number below the modulus. */
  public boolean isReduced(byte[] encoded, int offset) {
    int borrow = 0;
    for (int i = OCTETS - 1; i >= 0; i--) {
      borrow = ((encoded[offset + i] & 0xFF) - (octets[i] & 0xFF) + borrow) >> 8;
    }
    return borrow != 0;
  }

  /** r = the number that 128 octets are, taken modulo the modulus. */
  public void decode(long[] r, byte[] encoded, int offset, Scratch scratch) {
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
    carry(x);
    multiply(r, x, square, scratch);
    Arrays.fill(x, 0);
  }

  /** The number in 0 to modulus - 1 that a is, in exactly 128 octets (RFC 6508 section 4). */
  public byte[] encode(long[] a, Scratch scratch) {
    final long[] x = zero();
    multiply(x, a, scratch.unit, scratch);
    toRange(x);
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
