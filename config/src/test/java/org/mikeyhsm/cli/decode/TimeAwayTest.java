package org.mikeyhsm.cli.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeAwayTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static String of(Duration away) {
    return TimeAway.describe(NOW.plus(away), NOW);
  }

  @Test
  void namesTheTwoLargestUnits() {
    assertEquals("3 days 4 hours ago", of(Duration.parse("-P3DT4H5M6S")));
    assertEquals("1 day ago", of(Duration.parse("-P1DT0H5M")));
    assertEquals("1 hour ahead", of(Duration.parse("PT1H0M1S")));
    assertEquals("2 minutes 1 second ahead", of(Duration.parse("PT2M1S")));
    assertEquals("1 second ago", of(Duration.ofMillis(-1500)));
    assertEquals("now", of(Duration.ofMillis(400)));
    assertEquals("now", of(Duration.ZERO));
  }
}
