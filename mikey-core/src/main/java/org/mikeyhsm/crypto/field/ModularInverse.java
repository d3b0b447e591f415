package org.mikeyhsm.crypto.field;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Inversion modulo an odd number in a number of steps that depends on the modulus' size only: the
 * division steps of Bernstein and Yang, "Fast constant-time gcd computation and modular inversion"
 * (2019), section 8, taken in batches of one limb as section 12 does.
 *
 * <p>Limbs are those of the fields: all but the highest in 0 to 2^bits - 1, the highest signed.
 *
 * <p>Thread-safe.
 */
final class ModularInverse {
  private final long[] modulus;
  private final int size;
  private final int bits;
  private final int shift;
  private final long mask;
  private final long inverse;
  private final int batches;

  /**
   * Prepares for a modulus.
   *
   * @param modulus odd, in limbs, with at least two bits to spare in the highest
   * @param bits of a limb, an even number of at most 58
   * @param steps division steps that are enough for numbers of the modulus' size
   */
  ModularInverse(long[] modulus, int bits, int steps) {
    this.modulus = modulus.clone();
    this.size = modulus.length;
    this.bits = bits;
    this.shift = (Long.SIZE - bits) / 2;
    this.mask = (1L << bits) - 1;
    this.batches = (steps + bits - 1) / bits;
    BigInteger radix = BigInteger.ONE.shiftLeft(bits);
    this.inverse = BigInteger.valueOf(modulus[0]).modInverse(radix).longValueExact();
  }

  /**
   * r = 1 / x modulo the modulus, 0 where x is 0.
   *
   * @param r receives the result, in 0 to modulus - 1
   * @param x in 0 to modulus - 1
   */
  void invert(long[] r, long[] x) {
    final long[] f = modulus.clone();
    final long[] g = x.clone();
    final long[] d = new long[size];
    final long[] e = new long[size];
    final long[] matrix = new long[4];
    e[0] = 1;
    // eta is -delta of the paper.
    long eta = -1;
    for (int i = 0; i < batches; i++) {
      eta = divisionSteps(eta, f[0], g[0], matrix);
      updateModulo(d, e, matrix);
      updateExact(f, g, matrix);
    }
    normalize(r, d, f[size - 1] >> 63);
    Arrays.fill(f, 0);
    Arrays.fill(g, 0);
    Arrays.fill(d, 0);
    Arrays.fill(e, 0);
    Arrays.fill(matrix, 0);
  }

  /** The transition matrix, times 2^bits, of so many division steps as a limb has bits. */
  private long divisionSteps(long etaBefore, long f0, long g0, long[] matrix) {
    long eta = etaBefore;
    long f = f0;
    long g = g0;
    long u = 1;
    long v = 0;
    long q = 0;
    long r = 1;
    for (int i = 0; i < bits; i++) {
      long swap = eta >> 63;
      final long odd = -(g & 1);
      g += ((f ^ swap) - swap) & odd;
      q += ((u ^ swap) - swap) & odd;
      r += ((v ^ swap) - swap) & odd;
      swap &= odd;
      eta = (eta ^ swap) - swap - 1;
      f += g & swap;
      u += q & swap;
      v += r & swap;
      g >>= 1;
      u <<= 1;
      v <<= 1;
    }
    matrix[0] = u;
    matrix[1] = v;
    matrix[2] = q;
    matrix[3] = r;
    return eta;
  }

  /** (f, g) = matrix (f, g) / 2^bits, which is exact. */
  private void updateExact(long[] f, long[] g, long[] matrix) {
    final long u = matrix[0];
    final long v = matrix[1];
    final long q = matrix[2];
    final long r = matrix[3];
    long carryF = 0;
    long carryG = 0;
    for (int i = 0; i < size; i++) {
      final long fi = f[i];
      final long gi = g[i];
      final long nextF = low(u, fi) + low(v, gi) + carryF;
      final long nextG = low(q, fi) + low(r, gi) + carryG;
      carryF = (nextF >> bits) + high(u, fi) + high(v, gi);
      carryG = (nextG >> bits) + high(q, fi) + high(r, gi);
      if (i > 0) {
        f[i - 1] = nextF & mask;
        g[i - 1] = nextG & mask;
      }
    }
    f[size - 1] = carryF;
    g[size - 1] = carryG;
  }

  /** (d, e) = matrix (d, e) / 2^bits modulo the modulus m; both stay between -2m and m. */
  private void updateModulo(long[] d, long[] e, long[] matrix) {
    final long u = matrix[0];
    final long v = matrix[1];
    final long q = matrix[2];
    final long r = matrix[3];
    final long negativeD = d[size - 1] >> 63;
    final long negativeE = e[size - 1] >> 63;
    long md = (u & negativeD) + (v & negativeE);
    long me = (q & negativeD) + (r & negativeE);
    md -= (inverse * (u * d[0] + v * e[0]) + md) & mask;
    me -= (inverse * (q * d[0] + r * e[0]) + me) & mask;
    long carryD = 0;
    long carryE = 0;
    for (int i = 0; i < size; i++) {
      final long di = d[i];
      final long ei = e[i];
      final long mi = modulus[i];
      final long nextD = low(u, di) + low(v, ei) + low(md, mi) + carryD;
      final long nextE = low(q, di) + low(r, ei) + low(me, mi) + carryE;
      carryD = (nextD >> bits) + high(u, di) + high(v, ei) + high(md, mi);
      carryE = (nextE >> bits) + high(q, di) + high(r, ei) + high(me, mi);
      if (i > 0) {
        d[i - 1] = nextD & mask;
        e[i - 1] = nextE & mask;
      }
    }
    d[size - 1] = carryD;
    e[size - 1] = carryE;
  }

  private long low(long a, long b) {
    return (a * b) & mask;
  }

  private long high(long a, long b) {
    return Math.multiplyHigh(a << shift, b << shift);
  }

  /** r = d, negated where f is -1, brought from -2m to m into 0 to m - 1. */
  private void normalize(long[] r, long[] d, long negativeF) {
    addIf(r, d, d[size - 1] >> 63);
    long carry = 0;
    for (int i = 0; i < size; i++) {
      final long limb = (r[i] ^ negativeF) - negativeF + carry;
      carry = i == size - 1 ? 0 : limb >> bits;
      r[i] = i == size - 1 ? limb : limb & mask;
    }
    addIf(r, r, r[size - 1] >> 63);
  }

  private void addIf(long[] r, long[] d, long condition) {
    long carry = 0;
    for (int i = 0; i < size - 1; i++) {
      final long limb = d[i] + (modulus[i] & condition) + carry;
      r[i] = limb & mask;
      carry = limb >> bits;
    }
    r[size - 1] = d[size - 1] + (modulus[size - 1] & condition) + carry;
  }
}
