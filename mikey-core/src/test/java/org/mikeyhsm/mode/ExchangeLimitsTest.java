package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.session.TestClock;

class ExchangeLimitsTest {
  private final TestClock clock = TestClock.ordinary();

  private ExchangeLimits limits(int halfOpen, int atWork, int waiting, Duration wait) {
    return new ExchangeLimits(
        new LimitSettings(halfOpen, Duration.ofSeconds(10), atWork, waiting, wait), clock);
  }

  @Test
  void answersAreAwaitedInLimitedNumberAndTime() {
    ExchangeLimits limits = limits(2, 1, 0, Duration.ZERO);
    List<String> over = new ArrayList<>();
    Runnable first = () -> over.add("first");
    Runnable second = () -> over.add("second");
    limits.await(first);
    clock.move(Duration.ofSeconds(6));
    limits.await(second);
    assertThrows(IllegalStateException.class, () -> limits.await(() -> {}));
    clock.move(Duration.ofSeconds(6));
    limits.await(() -> over.add("third"));
    assertEquals(List.of("first"), over);
    limits.answered(second);
    assertEquals(1, limits.awaited());
    clock.move(Duration.ofMinutes(1));
    limits.expire();
    assertEquals(List.of("first", "third"), over);
  }

  @Test
  void workIsGivenBackWhateverHappens() throws Exception {
    ExchangeLimits limits = limits(1, 1, 0, Duration.ZERO);
    assertEquals(7, limits.<Integer>work(() -> 7));
    assertThrows(
        IllegalStateException.class,
        () ->
            limits.work(
                () -> {
                  throw new IllegalStateException();
                }));
    ExchangeException e =
        limits.work(() -> assertThrows(ExchangeException.class, () -> limits.work(() -> "inside")));
    assertEquals(Failure.LIMIT, e.failure());
    assertEquals("again", limits.<String>work(() -> "again"));
  }

  @Test
  void someMayWait() throws Exception {
    ExchangeLimits limits = limits(1, 1, 1, Duration.ofSeconds(30));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Future<String> first =
          pool.submit(
              () ->
                  limits.<String>work(
                      () -> {
                        inside.countDown();
                        awaitQuietly(goOn);
                        return "first";
                      }));
      inside.await();
      Future<String> second = pool.submit(() -> limits.<String>work(() -> "second"));
      goOn.countDown();
      assertEquals("first", first.get());
      assertEquals("second", second.get());
    } finally {
      pool.shutdownNow();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void boundsMakeSense() {
    Duration second = Duration.ofSeconds(1);
    assertThrows(IllegalArgumentException.class, () -> new LimitSettings(0, second, 1, 0, second));
    assertThrows(IllegalArgumentException.class, () -> new LimitSettings(1, second, 0, 0, second));
    assertThrows(
        IllegalArgumentException.class, () -> new LimitSettings(1, Duration.ZERO, 1, 0, second));
  }
}
