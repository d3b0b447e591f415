package org.mikeyhsm.crypto.field;

import java.math.BigInteger;

/**
 * The integers modulo any odd number of 256 bits: here the order of P-256 (RFC 6507 Appendix A).
 *
 * <p>Thread-safe.
 */
public final class GeneralField256 extends Field256 {
  private final long[] balanced;
  private final long inverse;

  /**
   * Prepares the arithmetic.
   *
   * @param modulus odd, of 256 bits
   */
  public GeneralField256(BigInteger modulus) {
    super(modulus);
    balanced = balancedLimbs(modulus);
    inverse = negativeInverse(modulus);
  }

  @Override
  public void multiply(long[] r, long[] a, long[] b) {
    final long a0 = a[0];
    final long a1 = a[1];
    final long a2 = a[2];
    final long a3 = a[3];
    final long a4 = a[4];
    final long b0 = b[0];
    final long b1 = b[1];
    final long b2 = b[2];
    final long b3 = b[3];
    final long b4 = b[4];
    long low;
    long high;
    low = a0 * b0;
    long t0 = low;
    high = Math.multiplyHigh(a0 << SHIFT, b0 << SHIFT);
    t0 -= high << BITS;
    low = a0 * b1 + a1 * b0;
    long t1 = low + high;
    high =
        Math.multiplyHigh(a0 << SHIFT, b1 << SHIFT) + Math.multiplyHigh(a1 << SHIFT, b0 << SHIFT);
    t1 -= high << BITS;
    low = a0 * b2 + a1 * b1 + a2 * b0;
    long t2 = low + high;
    high =
        Math.multiplyHigh(a0 << SHIFT, b2 << SHIFT)
            + Math.multiplyHigh(a1 << SHIFT, b1 << SHIFT)
            + Math.multiplyHigh(a2 << SHIFT, b0 << SHIFT);
    t2 -= high << BITS;
    low = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
    long t3 = low + high;
    high =
        Math.multiplyHigh(a0 << SHIFT, b3 << SHIFT)
            + Math.multiplyHigh(a1 << SHIFT, b2 << SHIFT)
            + Math.multiplyHigh(a2 << SHIFT, b1 << SHIFT)
            + Math.multiplyHigh(a3 << SHIFT, b0 << SHIFT);
    t3 -= high << BITS;
    low = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
    long t4 = low + high;
    high =
        Math.multiplyHigh(a0 << SHIFT, b4 << SHIFT)
            + Math.multiplyHigh(a1 << SHIFT, b3 << SHIFT)
            + Math.multiplyHigh(a2 << SHIFT, b2 << SHIFT)
            + Math.multiplyHigh(a3 << SHIFT, b1 << SHIFT)
            + Math.multiplyHigh(a4 << SHIFT, b0 << SHIFT);
    t4 -= high << BITS;
    low = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1;
    long t5 = low + high;
    high =
        Math.multiplyHigh(a1 << SHIFT, b4 << SHIFT)
            + Math.multiplyHigh(a2 << SHIFT, b3 << SHIFT)
            + Math.multiplyHigh(a3 << SHIFT, b2 << SHIFT)
            + Math.multiplyHigh(a4 << SHIFT, b1 << SHIFT);
    t5 -= high << BITS;
    low = a2 * b4 + a3 * b3 + a4 * b2;
    long t6 = low + high;
    high =
        Math.multiplyHigh(a2 << SHIFT, b4 << SHIFT)
            + Math.multiplyHigh(a3 << SHIFT, b3 << SHIFT)
            + Math.multiplyHigh(a4 << SHIFT, b2 << SHIFT);
    t6 -= high << BITS;
    low = a3 * b4 + a4 * b3;
    long t7 = low + high;
    high =
        Math.multiplyHigh(a3 << SHIFT, b4 << SHIFT) + Math.multiplyHigh(a4 << SHIFT, b3 << SHIFT);
    t7 -= high << BITS;
    low = a4 * b4;
    long t8 = low + high;
    high = Math.multiplyHigh(a4 << SHIFT, b4 << SHIFT);
    t8 -= high << BITS;
    long t9 = high;
    final long p0 = balanced[0];
    final long p1 = balanced[1];
    final long p2 = balanced[2];
    final long p3 = balanced[3];
    final long p4 = balanced[4];
    long m;
    long c;
    m = (t0 * inverse) << (64 - BITS) >> (64 - BITS);
    c = ((t0 + ((m * p0) & MASK)) >> BITS) + Math.multiplyHigh(m << SHIFT, p0 << SHIFT);
    t1 += ((m * p1) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p1 << SHIFT);
    t2 += ((m * p2) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p2 << SHIFT);
    t3 += ((m * p3) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p3 << SHIFT);
    t4 += ((m * p4) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p4 << SHIFT);
    t5 += c;
    m = (t1 * inverse) << (64 - BITS) >> (64 - BITS);
    c = ((t1 + ((m * p0) & MASK)) >> BITS) + Math.multiplyHigh(m << SHIFT, p0 << SHIFT);
    t2 += ((m * p1) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p1 << SHIFT);
    t3 += ((m * p2) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p2 << SHIFT);
    t4 += ((m * p3) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p3 << SHIFT);
    t5 += ((m * p4) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p4 << SHIFT);
    t6 += c;
    m = (t2 * inverse) << (64 - BITS) >> (64 - BITS);
    c = ((t2 + ((m * p0) & MASK)) >> BITS) + Math.multiplyHigh(m << SHIFT, p0 << SHIFT);
    t3 += ((m * p1) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p1 << SHIFT);
    t4 += ((m * p2) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p2 << SHIFT);
    t5 += ((m * p3) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p3 << SHIFT);
    t6 += ((m * p4) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p4 << SHIFT);
    t7 += c;
    m = (t3 * inverse) << (64 - BITS) >> (64 - BITS);
    c = ((t3 + ((m * p0) & MASK)) >> BITS) + Math.multiplyHigh(m << SHIFT, p0 << SHIFT);
    t4 += ((m * p1) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p1 << SHIFT);
    t5 += ((m * p2) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p2 << SHIFT);
    t6 += ((m * p3) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p3 << SHIFT);
    t7 += ((m * p4) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p4 << SHIFT);
    t8 += c;
    m = (t4 * inverse) << (64 - BITS) >> (64 - BITS);
    c = ((t4 + ((m * p0) & MASK)) >> BITS) + Math.multiplyHigh(m << SHIFT, p0 << SHIFT);
    t5 += ((m * p1) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p1 << SHIFT);
    t6 += ((m * p2) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p2 << SHIFT);
    t7 += ((m * p3) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p3 << SHIFT);
    t8 += ((m * p4) & MASK) + c;
    c = Math.multiplyHigh(m << SHIFT, p4 << SHIFT);
    t9 += c;
    store(r, t5, t6, t7, t8, t9);
  }
}
