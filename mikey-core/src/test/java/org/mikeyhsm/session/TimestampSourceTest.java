package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.TsType;

class TimestampSourceTest {
  private final TestClock clock = TestClock.ordinary();
  private final TimestampSource source = new TimestampSource(clock);

  @Test
  void tellsTheTimeOfTheClock() {
    clock.move(Duration.ofSeconds(1));
    assertEquals(TsType.NTP_UTC, source.next().tsType());
    clock.move(Duration.ofSeconds(1));
    assertEquals(NtpTime.of(clock.instant()), source.next().asLong());
  }

  @Test
  void theFirstIsTheTimeOfCreation() {
    assertEquals(NtpTime.of(clock.instant()), source.next().asLong());
  }

  @Test
  void aStandingClockGivesTheSmallestStepEachTime() {
    long first = source.next().asLong();
    assertEquals(first + 1, source.next().asLong());
    assertEquals(first + 2, source.next().asLong());
  }

  @Test
  void aClockThatStepsBackGivesNoTimestampTwice() {
    long first = source.next().asLong();
    clock.move(Duration.ofHours(-1));
    assertEquals(first + 1, source.next().asLong());
    clock.move(Duration.ofHours(2));
    assertEquals(NtpTime.of(clock.instant()), source.next().asLong());
  }

  @Test
  void goesOnAcrossTheEraOf2036() {
    TestClock late = new TestClock(Instant.parse("2036-02-07T06:28:15Z"));
    TimestampSource acrossEras = new TimestampSource(late);
    acrossEras.next();
    late.move(Duration.ofSeconds(2));
    assertEquals(1L << 32, acrossEras.next().asLong());
  }

  /** In 2104 the highest bit changes again, which a comparison of signed numbers gets wrong. */
  @Test
  void goesOnAcrossTheMiddleOfAnEra() {
    Instant middle = Instant.parse("2036-02-07T06:28:16Z").plusSeconds(1L << 31);
    TestClock late = new TestClock(middle.minusSeconds(1));
    TimestampSource across = new TimestampSource(late);
    across.next();
    late.move(Duration.ofSeconds(2));
    assertEquals(NtpTime.of(middle.plusSeconds(1)), across.next().asLong());
  }

  @Test
  void aStandingClockCountsAcrossTheEra() {
    TestClock last = new TestClock(Instant.parse("2036-02-07T06:28:15.999999999Z"));
    TimestampSource acrossEras = new TimestampSource(last);
    long first = acrossEras.next().asLong();
    long latest = first;
    for (int i = 0; i < 10; i++) {
      latest = acrossEras.next().asLong();
    }
    assertEquals(first + 10, latest);
    assertTrue(latest >= 0 && latest < 10, "past the wrap: " + latest);
  }

  @Test
  void manyThreadsGetDifferentTimestamps() throws Exception {
    int threads = 8;
    int each = 5_000;
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tasks.add(
            () -> {
              for (int k = 0; k < each; k++) {
                seen.add(source.next().asLong());
              }
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(threads * each, seen.size());
  }
}
