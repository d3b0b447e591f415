package org.mikeyhsm.mode.sakke;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The time that identifiers, and with them keys, are made for (RFC 6509 section 3.3).
 *
 * @param start its first instant
 * @param end the first instant that is no longer in it
 */
public record KeyPeriod(Instant start, Instant end) {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if it ends before it starts
   */
  public KeyPeriod {
    Objects.requireNonNull(start, "start");
    if (!end.isAfter(start)) {
      throw new IllegalArgumentException("a key period ends after it starts");
    }
  }

  /** Whether a time is in it. */
  public boolean contains(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }

  /** Whether a time is in it, or no farther from it than {@code margin}. */
  public boolean isNear(Instant time, Duration margin) {
    return !time.isBefore(start.minus(margin)) && time.isBefore(end.plus(margin));
  }
}
