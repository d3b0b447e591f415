package org.mikeyhsm.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. Thread-safe. */
public final class TestClock extends Clock {
  private final AtomicReference<Instant> now;

  /** A clock at {@code start}. */
  public TestClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  /** A clock at an ordinary time, 2026-11-23T12:00:00Z. */
  public static TestClock ordinary() {
    return new TestClock(Instant.parse("2026-11-23T12:00:00Z"));
  }

  /** Moves the clock by {@code step}, which may be negative. */
  public void move(Duration step) {
    now.updateAndGet(instant -> instant.plus(step));
  }

  /** Sets the clock. */
  public void set(Instant instant) {
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
