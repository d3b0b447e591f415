package org.mikeyhsm.mode.sakke;

import java.time.Duration;

/**
 * What a responder allows.
 *
 * @param margin how long before its key period starts and after it ends a key is used; RFC 6509
 *     section 3.3 recommends two days
 */
public record SakkeResponderSettings(Duration margin) {
  /** Two days. */
  public static final SakkeResponderSettings DEFAULT =
      new SakkeResponderSettings(Duration.ofDays(2));

  /**
   * Checks the margin.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SakkeResponderSettings {
    if (margin.isNegative()) {
      throw new IllegalArgumentException("the margin is not negative");
    }
  }
}
