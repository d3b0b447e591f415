package org.mikeyhsm.crypto;

/**
 * How many random inputs the fast code is compared with the reference on. The arithmetic always
 * gets {@value #CHEAP}; whole operations, of which the reference does three a second, get few in an
 * ordinary run and as many as {@code -Dmikeyhsm.comparisons} says in a long one (docs/testing.md).
 */
public final class Comparisons {
  /** Of one field operation. */
  public static final int CHEAP = 10_000;

  private static final int LONG = Integer.getInteger("mikeyhsm.comparisons", 0);

  private Comparisons() {}

  /** Of a whole operation, unless a long run asks for more. */
  public static int of(int ordinary) {
    return Math.max(ordinary, LONG);
  }
}
