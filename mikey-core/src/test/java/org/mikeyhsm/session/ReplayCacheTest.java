package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

class ReplayCacheTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final int CSB = 0x01020304;
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final long SKEW_UNITS = 60L << 32;
  private static final ReplaySettings SETTINGS = new ReplaySettings(SKEW, 3, 2);

  private final TestClock clock = TestClock.ordinary();
  private final ReplayCache cache = ReplayCache.forNewKeys(SETTINGS, clock);

  // RFC 3830 5.4: the window and its edges.

  @Test
  void theWindowsEdgesAreInside() {
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(SKEW_UNITS)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(-SKEW_UNITS)));
  }

  @Test
  void oneUnitBeyondAnEdgeIsOutside() {
    assertEquals(ReplayVerdict.FUTURE, cache.admit(ALICE, CSB, at(SKEW_UNITS + 1)));
    assertEquals(ReplayVerdict.STALE, cache.admit(ALICE, CSB, at(-SKEW_UNITS - 1)));
    assertEquals(0, cache.size());
  }

  @Test
  void theSameMessageIsAReplayUntilItLeavesTheWindow() {
    TimestampPayload t = at(0);
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, t));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, t));
    clock.move(SKEW);
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, t), "at the edge");
    clock.move(Duration.ofNanos(1));
    assertEquals(ReplayVerdict.STALE, cache.admit(ALICE, CSB, t), "beyond it");
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(0)));
    assertEquals(1, cache.size(), "the stale one was forgotten");
  }

  @Test
  void whatWasAdmittedAndNotProcessedMayComeAgain() {
    TimestampPayload t = at(0);
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, t));
    cache.withdraw(BOB, CSB, t);
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, t), "that was another's");
    cache.withdraw(ALICE, CSB, t);
    assertEquals(0, cache.size());
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, t));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, t));
    clock.move(SKEW.plusNanos(1));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(0)));
    assertEquals(1, cache.size(), "withdrawing left nothing behind");
  }

  @Test
  void aCounterIsNotTakenBack() {
    TimestampPayload counter = counter(7);
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, counter));
    cache.withdraw(ALICE, CSB, counter);
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, counter));
  }

  @Test
  void aMessageFromTheFutureEdgeIsRememberedForTwiceTheSkew() {
    TimestampPayload t = at(SKEW_UNITS);
    cache.admit(ALICE, CSB, t);
    clock.move(SKEW.multipliedBy(2));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, t));
    clock.move(Duration.ofNanos(1));
    assertEquals(ReplayVerdict.STALE, cache.admit(ALICE, CSB, t));
  }

  @Test
  void halfAnEraAwayIsOutside() {
    assertEquals(ReplayVerdict.STALE, cache.admit(ALICE, CSB, at(Long.MIN_VALUE)));
    ReplayCache lost = ReplayCache.afterLoss(SETTINGS, clock);
    assertEquals(ReplayVerdict.STALE, lost.admit(ALICE, CSB, at(Long.MIN_VALUE)));
    assertEquals(ReplayVerdict.FUTURE, lost.admit(ALICE, CSB, at(Long.MAX_VALUE)));
  }

  @Test
  void timestampsOfTheSameCsbOrTheSameTimeAreDifferentMessages() {
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(1)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB + 1, at(0)));
    assertEquals(3, cache.size());
  }

  @Test
  void peersAreApart() {
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(BOB, CSB, at(0)));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(BOB, CSB, at(0)));
  }

  @Test
  void aCheckChangesNothing() {
    assertEquals(ReplayVerdict.FRESH, cache.check(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.FRESH, cache.check(ALICE, CSB, at(0)));
    assertEquals(0, cache.size());
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.REPLAYED, cache.check(ALICE, CSB, at(0)));
  }

  @Test
  void theTimeAloneIsJudgedAsForASenderNotYetRemembered() {
    cache.admit(ALICE, CSB, at(0));
    assertEquals(ReplayVerdict.FRESH, cache.checkTime(at(0)));
    assertEquals(ReplayVerdict.FUTURE, cache.checkTime(at(SKEW_UNITS + 1)));
    assertEquals(ReplayVerdict.STALE, cache.checkTime(at(-SKEW_UNITS - 1)));
    assertEquals(ReplayVerdict.FRESH, cache.checkTime(counter(7)));
    assertEquals(ReplayVerdict.STATE_LOST, ReplayCache.afterLoss(SETTINGS, clock).checkTime(at(0)));
    assertEquals(
        ReplayVerdict.STATE_LOST, ReplayCache.afterLoss(SETTINGS, clock).checkTime(counter(7)));
  }

  // Nothing inside the window is ever evicted.

  @Test
  void aFullPeerIsRejectedAndWhatItSentStaysRemembered() {
    for (int i = 0; i < 3; i++) {
      assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(i)));
    }
    assertEquals(ReplayVerdict.FULL, cache.admit(ALICE, CSB, at(3)));
    assertEquals(ReplayVerdict.FULL, cache.check(ALICE, CSB, at(3)));
    for (int i = 0; i < 3; i++) {
      assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, at(i)));
    }
    assertEquals(3, cache.size());
  }

  @Test
  void aFullPeerDoesNotHinderAnother() {
    for (int i = 0; i < 3; i++) {
      cache.admit(ALICE, CSB, at(i));
    }
    assertEquals(ReplayVerdict.FRESH, cache.admit(BOB, CSB, at(0)));
  }

  @Test
  void thereIsRoomAgainOnceTheWindowHasPassed() {
    cache.admit(ALICE, CSB, at(0));
    clock.move(Duration.ofSeconds(1));
    cache.admit(ALICE, CSB, at(0));
    cache.admit(ALICE, CSB, at(1));
    assertEquals(ReplayVerdict.FULL, cache.admit(ALICE, CSB, at(2)));
    clock.move(SKEW.minusSeconds(1));
    assertEquals(ReplayVerdict.FULL, cache.admit(ALICE, CSB, at(2)), "the first is at the edge");
    clock.move(Duration.ofNanos(1));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(2)));
    assertEquals(ReplayVerdict.FULL, cache.admit(ALICE, CSB, at(3)), "one left, one came");
  }

  @Test
  void tooManyPeersAreRejectedUntilOneIsForgotten() {
    cache.admit(ALICE, CSB, at(0));
    cache.admit(BOB, CSB, at(0));
    IdPayload carol = IdPayload.nai("carol@example.com");
    assertEquals(ReplayVerdict.FULL, cache.admit(carol, CSB, at(0)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(1)), "a known peer has room");
    clock.move(SKEW.plusSeconds(1));
    assertEquals(ReplayVerdict.FRESH, cache.admit(carol, CSB, at(0)));
  }

  // Restarts.

  @Test
  void afterLossEverythingThatMightHaveBeenReceivedIsRejected() {
    ReplayCache lost = ReplayCache.afterLoss(SETTINGS, clock);
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, at(-SKEW_UNITS)));
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, at(SKEW_UNITS)));
    TimestampPayload latestBefore = at(SKEW_UNITS);
    clock.move(SKEW);
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, latestBefore));
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, at(0)));
    clock.move(Duration.ofNanos(1));
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, latestBefore));
    assertEquals(ReplayVerdict.FRESH, lost.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.REPLAYED, lost.admit(ALICE, CSB, at(0)));
  }

  @Test
  void afterLossCountersAreRejectedForEver() {
    ReplayCache lost = ReplayCache.afterLoss(SETTINGS, clock);
    clock.move(Duration.ofDays(1));
    assertEquals(ReplayVerdict.STATE_LOST, lost.admit(ALICE, CSB, counter(1_000_000)));
  }

  @Test
  void aRestoredCacheKeepsReplaysOut() {
    TimestampPayload t = at(0);
    cache.admit(ALICE, CSB, t);
    cache.admit(BOB, CSB, counter(9));
    ReplayCache restored = ReplayCache.restore(cache.shutDown(), SETTINGS, clock);
    assertEquals(1, restored.size());
    assertEquals(ReplayVerdict.REPLAYED, restored.admit(ALICE, CSB, t));
    assertEquals(ReplayVerdict.REPLAYED, restored.admit(BOB, CSB, counter(9)));
    assertEquals(ReplayVerdict.FRESH, restored.admit(BOB, CSB, counter(10)));
    assertEquals(ReplayVerdict.FRESH, restored.admit(ALICE, CSB, at(1)));
  }

  @Test
  void aCacheThatWasShutDownRejectsEverything() {
    cache.shutDown();
    assertEquals(ReplayVerdict.STATE_LOST, cache.check(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.STATE_LOST, cache.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.STATE_LOST, cache.admit(ALICE, CSB, counter(1)));
  }

  @Test
  void restoringWithALargerSkewDoesNotReopenWhatWasForgotten() {
    TimestampPayload t = at(0);
    cache.admit(ALICE, CSB, t);
    clock.move(SKEW.plusSeconds(1));
    forgetWhatIsStale();
    assertEquals(ReplayVerdict.STALE, cache.admit(ALICE, CSB, t));
    ReplaySettings wide = new ReplaySettings(SKEW.multipliedBy(10), 3, 2);
    ReplayCache restored = ReplayCache.restore(cache.shutDown(), wide, clock);
    assertEquals(ReplayVerdict.STALE, restored.admit(ALICE, CSB, t));
  }

  @Test
  void aLossIsRememberedAcrossAnOrderlyRestart() {
    ReplayCache lost = ReplayCache.afterLoss(SETTINGS, clock);
    ReplayCache restored = ReplayCache.restore(lost.shutDown(), SETTINGS, clock);
    assertEquals(ReplayVerdict.STATE_LOST, restored.admit(ALICE, CSB, at(0)));
    assertEquals(ReplayVerdict.STATE_LOST, restored.admit(ALICE, CSB, counter(5)));
  }

  @Test
  void aBrokenSnapshotIsRefused() {
    cache.admit(ALICE, CSB, at(0));
    byte[] snapshot = cache.shutDown();
    for (int length = 0; length < snapshot.length; length++) {
      byte[] cut = Arrays.copyOf(snapshot, length);
      assertThrows(IllegalArgumentException.class, () -> ReplayCache.restore(cut, SETTINGS, clock));
    }
    byte[] longer = Arrays.copyOf(snapshot, snapshot.length + 1);
    assertThrows(
        IllegalArgumentException.class, () -> ReplayCache.restore(longer, SETTINGS, clock));
    byte[] otherVersion = snapshot.clone();
    otherVersion[3] = 2;
    assertThrows(
        IllegalArgumentException.class, () -> ReplayCache.restore(otherVersion, SETTINGS, clock));
  }

  // Clocks.

  @Test
  void steppingTheClockBackDoesNotReopenWhatWasForgotten() {
    TimestampPayload t = at(0);
    cache.admit(ALICE, CSB, t);
    clock.move(SKEW.plusSeconds(1));
    forgetWhatIsStale();
    clock.move(SKEW.plusSeconds(1).negated());
    assertEquals(ReplayVerdict.STALE, cache.admit(ALICE, CSB, t));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, at(SKEW_UNITS)));
  }

  @Test
  void theWindowSpansTheEraOf2036() {
    TestClock late = new TestClock(Instant.parse("2036-02-07T06:28:15Z"));
    ReplayCache across = ReplayCache.forNewKeys(SETTINGS, late);
    TimestampPayload before = TimestampPayload.of(TsType.NTP_UTC, NtpTime.of(late.instant()));
    TimestampPayload after =
        TimestampPayload.of(TsType.NTP_UTC, NtpTime.of(late.instant().plusSeconds(30)));
    assertEquals(ReplayVerdict.FRESH, across.admit(ALICE, CSB, after));
    assertEquals(ReplayVerdict.FRESH, across.admit(ALICE, CSB, before));
    late.move(Duration.ofSeconds(40));
    assertEquals(ReplayVerdict.REPLAYED, across.admit(ALICE, CSB, before));
    assertEquals(ReplayVerdict.REPLAYED, across.admit(ALICE, CSB, after));
    late.move(Duration.ofSeconds(30));
    assertEquals(ReplayVerdict.STALE, across.admit(ALICE, CSB, before));
    assertEquals(ReplayVerdict.REPLAYED, across.admit(ALICE, CSB, after));
    assertEquals(1, across.size(), "the one of the old era was the older one");
  }

  // Timestamp types.

  @Test
  void aCounterMustGrowWithEveryMessage() {
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, counter(5)));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, counter(5)));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB + 1, counter(4)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, counter(6)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, counter(0xFFFF_FFFFL)));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, counter(7)));
  }

  @Test
  void countersOfPeersAreApart() {
    assertEquals(ReplayVerdict.FRESH, cache.admit(ALICE, CSB, counter(5)));
    assertEquals(ReplayVerdict.FRESH, cache.admit(BOB, CSB, counter(5)));
  }

  @Test
  void aPeersCounterIsNeverForgotten() {
    cache.admit(ALICE, CSB, counter(5));
    cache.admit(BOB, CSB, counter(5));
    clock.move(Duration.ofDays(1));
    assertEquals(ReplayVerdict.FULL, cache.admit(IdPayload.nai("carol"), CSB, counter(1)));
    assertEquals(ReplayVerdict.REPLAYED, cache.admit(ALICE, CSB, counter(5)));
  }

  @Test
  void wholeSecondsAndLocalNtpAreTimesToo() {
    long seconds = NtpTime.of(clock.instant()) >>> 32;
    assertEquals(
        ReplayVerdict.FRESH,
        cache.admit(ALICE, CSB, TimestampPayload.of(TsType.NTP_UTC_32, seconds)));
    assertEquals(
        ReplayVerdict.REPLAYED,
        cache.admit(ALICE, CSB, TimestampPayload.of(TsType.NTP_UTC_32, seconds)));
    assertEquals(
        ReplayVerdict.FUTURE,
        cache.admit(ALICE, CSB, TimestampPayload.of(TsType.NTP_UTC_32, seconds + 61)));
    assertEquals(
        ReplayVerdict.FRESH,
        cache.admit(ALICE, CSB, TimestampPayload.of(TsType.NTP, at(1).asLong())));
  }

  @Test
  void settingsAreBounded() {
    assertThrows(
        IllegalArgumentException.class, () -> new ReplaySettings(Duration.ofMillis(999), 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new ReplaySettings(Duration.ofDays(3651), 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ReplaySettings(SKEW, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ReplaySettings(SKEW, 1, 0));
  }

  @Test
  void exactlyOneOfManyThreadsAdmitsAMessage() throws Exception {
    int threads = 8;
    int messages = 500;
    ReplayCache large = ReplayCache.forNewKeys(new ReplaySettings(SKEW, messages, 2), clock);
    AtomicInteger fresh = new AtomicInteger();
    AtomicInteger replayed = new AtomicInteger();
    CyclicBarrier barrier = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tasks.add(
            () -> {
              barrier.await();
              for (int k = 0; k < messages; k++) {
                switch (large.admit(ALICE, CSB, at(k))) {
                  case FRESH -> fresh.incrementAndGet();
                  case REPLAYED -> replayed.incrementAndGet();
                  default -> throw new AssertionError("neither fresh nor replayed");
                }
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
    assertEquals(messages, fresh.get());
    assertEquals(messages * (threads - 1), replayed.get());
    assertEquals(messages, large.size());
  }

  /** Any message inside the window does it. */
  private void forgetWhatIsStale() {
    assertEquals(ReplayVerdict.FRESH, cache.admit(BOB, CSB, at(0)));
    assertEquals(1, cache.size());
  }

  private TimestampPayload at(long units) {
    return TimestampPayload.of(TsType.NTP_UTC, NtpTime.of(clock.instant()) + units);
  }

  private static TimestampPayload counter(long value) {
    return TimestampPayload.of(TsType.COUNTER, value);
  }
}
