package org.mikeyhsm.mode;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds against floods (RFC 3830 section 9.5).
 *
 * @param halfOpen how many exchanges of this side may await an answer
 * @param answerTimeout how long an answer is awaited before the exchange is given up
 * @param concurrentWork how many messages may be at expensive work (certificates, signatures,
 *     envelopes, Diffie-Hellman) at a time
 * @param waiting how many more may wait for that
 * @param workWait how long they wait before they are refused
 */
public record LimitSettings(
    int halfOpen, Duration answerTimeout, int concurrentWork, int waiting, Duration workWait) {
  /** 4,096 exchanges for a minute; 16 at work, 256 waiting for up to 2 s. */
  public static final LimitSettings DEFAULT =
      new LimitSettings(4096, Duration.ofMinutes(1), 16, 256, Duration.ofSeconds(2));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if nothing could ever be done under them
   */
  public LimitSettings {
    Objects.requireNonNull(answerTimeout, "answerTimeout");
    Objects.requireNonNull(workWait, "workWait");
    if (halfOpen < 1 || concurrentWork < 1 || waiting < 0) {
      throw new IllegalArgumentException(
          "at least one exchange and one message at work are needed");
    }
    if (answerTimeout.isNegative() || answerTimeout.isZero() || workWait.isNegative()) {
      throw new IllegalArgumentException("a timeout is positive");
    }
  }
}
