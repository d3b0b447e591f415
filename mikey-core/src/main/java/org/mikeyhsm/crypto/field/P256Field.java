package org.mikeyhsm.crypto.field;

import java.math.BigInteger;

/**
 * The field of P-256, p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (RFC 6507 Appendix A). Because p is -1
 * modulo 2^96, a quotient digit of Montgomery's reduction is the lowest limb itself, taken with a
 * sign, and its multiple of p is made of shifts.
 *
 * <p>Thread-safe.
 */
public final class P256Field extends Field256 {
  /** The field. */
  public P256Field() {
    super(new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16));
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
    long m;
    m = t0 << (64 - BITS) >> (64 - BITS);
    t1 += ((t0 - m) >> BITS) + ((m << 42) & MASK);
    t2 += m >> 12;
    t3 += (m << 30) & MASK;
    t4 += (m >> 24) - ((m << 8) & MASK) + ((m << 40) & MASK);
    t5 += (m >> 14) - (m >> 46);
    m = t1 << (64 - BITS) >> (64 - BITS);
    t2 += ((t1 - m) >> BITS) + ((m << 42) & MASK);
    t3 += m >> 12;
    t4 += (m << 30) & MASK;
    t5 += (m >> 24) - ((m << 8) & MASK) + ((m << 40) & MASK);
    t6 += (m >> 14) - (m >> 46);
    m = t2 << (64 - BITS) >> (64 - BITS);
    t3 += ((t2 - m) >> BITS) + ((m << 42) & MASK);
    t4 += m >> 12;
    t5 += (m << 30) & MASK;
    t6 += (m >> 24) - ((m << 8) & MASK) + ((m << 40) & MASK);
    t7 += (m >> 14) - (m >> 46);
    m = t3 << (64 - BITS) >> (64 - BITS);
    t4 += ((t3 - m) >> BITS) + ((m << 42) & MASK);
    t5 += m >> 12;
    t6 += (m << 30) & MASK;
    t7 += (m >> 24) - ((m << 8) & MASK) + ((m << 40) & MASK);
    t8 += (m >> 14) - (m >> 46);
    m = t4 << (64 - BITS) >> (64 - BITS);
    t5 += ((t4 - m) >> BITS) + ((m << 42) & MASK);
    t6 += m >> 12;
    t7 += (m << 30) & MASK;
    t8 += (m >> 24) - ((m << 8) & MASK) + ((m << 40) & MASK);
    t9 += (m >> 14) - (m >> 46);
    store(r, t5, t6, t7, t8, t9);
  }
}
