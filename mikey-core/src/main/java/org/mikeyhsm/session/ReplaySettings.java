package org.mikeyhsm.session;

import java.time.Duration;

/**
 * Bounds of a {@link ReplayCache} (RFC 3830 section 5.4: the clock skew follows from what can be
 * cached).
 *
 * @param clockSkew how far a timestamp may be from the local clock, either way; 1 s to 10 years
 * @param messagesPerPeer how many messages of one peer are remembered
 * @param peers how many peers are remembered
 */
public record ReplaySettings(Duration clockSkew, int messagesPerPeer, int peers) {

  /** Five minutes, 1,024 messages of each of 4,096 peers. */
  public static final ReplaySettings DEFAULT =
      new ReplaySettings(Duration.ofMinutes(5), 1024, 4096);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public ReplaySettings {
    if (clockSkew.compareTo(Duration.ofSeconds(1)) < 0
        || clockSkew.compareTo(Duration.ofDays(3650)) > 0) {
      throw new IllegalArgumentException("the clock skew is 1 s to 10 years, not " + clockSkew);
    }
    if (messagesPerPeer < 1 || peers < 1) {
      throw new IllegalArgumentException("a replay cache holds at least one message and one peer");
    }
  }
}
