package org.mikeyhsm.hsm.pool;

import java.time.Duration;

/**
 * How a pool judges its tokens.
 *
 * @param operationTimeout a token that takes longer for one piece of work is taken out; zero: none
 * @param firstProbe how long after a token was taken out it is tried again
 * @param longestProbe the time between two tries doubles up to this
 */
public record PoolSettings(Duration operationTimeout, Duration firstProbe, Duration longestProbe) {
  /** 10 seconds for one piece of work; tried again after 1 second, and at last every minute. */
  public static final PoolSettings DEFAULT =
      new PoolSettings(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1));

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if one is negative, or a probe's time is zero or out of order
   */
  public PoolSettings {
    if (operationTimeout.isNegative()
        || firstProbe.isNegative()
        || firstProbe.isZero()
        || longestProbe.compareTo(firstProbe) < 0) {
      throw new IllegalArgumentException("times of a pool are positive, the longest last");
    }
  }

  /** How long to wait before the next try, after some that failed. */
  Duration wait(int failed) {
    Duration wait = firstProbe;
    for (int i = 0; i < failed && wait.compareTo(longestProbe) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(longestProbe) < 0 ? wait : longestProbe;
  }
}
