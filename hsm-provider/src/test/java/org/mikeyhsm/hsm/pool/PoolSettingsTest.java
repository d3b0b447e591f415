package org.mikeyhsm.hsm.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolSettingsTest {
  @Test
  void theTimeBetweenTwoTriesDoublesUpToTheLongest() {
    PoolSettings settings =
        new PoolSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertEquals(Duration.ofSeconds(1), settings.wait(0));
    assertEquals(Duration.ofSeconds(2), settings.wait(1));
    assertEquals(Duration.ofSeconds(4), settings.wait(2));
    assertEquals(Duration.ofSeconds(5), settings.wait(3));
    assertEquals(Duration.ofSeconds(5), settings.wait(Integer.MAX_VALUE));
  }

  @Test
  void timesOutOfOrderAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThrows(
        IllegalArgumentException.class, () -> new PoolSettings(second.negated(), second, second));
    assertThrows(
        IllegalArgumentException.class, () -> new PoolSettings(second, Duration.ZERO, second));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PoolSettings(second, second, Duration.ofMillis(1)));
  }
}
