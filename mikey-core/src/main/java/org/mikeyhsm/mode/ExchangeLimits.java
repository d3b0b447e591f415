package org.mikeyhsm.mode;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the bounds of {@link LimitSettings}: exchanges whose answer is awaited, and messages at
 * expensive work.
 *
 * <p>Thread-safe. Has no thread of its own: exchanges that timed out are given up when the next one
 * begins, or at {@link #expire()}.
 */
public final class ExchangeLimits {
  private final LimitSettings settings;
  private final Clock clock;
  private final Semaphore working;
  private final Map<Runnable, Instant> halfOpen = new LinkedHashMap<>();

  /** Expensive work on a message. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws ExchangeException, GeneralSecurityException;
  }

  /**
   * Nothing is at work, and nothing awaited.
   *
   * @param settings the bounds
   * @param clock measures the answer timeout
   */
  public ExchangeLimits(LimitSettings settings, Clock clock) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.working = new Semaphore(settings.concurrentWork(), true);
  }

  /** How long an answer is awaited. */
  public Duration answerTimeout() {
    return settings.answerTimeout();
  }

  /**
   * Does expensive work on a message, after a wait if need be.
   *
   * @throws ExchangeException from the work, and with {@link Failure#LIMIT} if too many are at it
   * @throws GeneralSecurityException from the work
   */
  public <T> T work(Work<T> work) throws ExchangeException, GeneralSecurityException {
    if (!admit()) {
      throw new ExchangeException(
          Failure.LIMIT, "HDR", 0, "too many messages are at work here; try again later");
    }
    try {
      return work.run();
    } finally {
      working.release();
    }
  }

  private boolean admit() {
    if (working.tryAcquire()) {
      return true;
    }
    if (working.getQueueLength() >= settings.waiting()) {
      return false;
    }
    try {
      return working.tryAcquire(settings.workWait().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Notes an exchange whose answer is awaited from now on.
   *
   * @param giveUp ends it when its time is over; also its name for {@link #answered}
   * @return when its time is over
   * @throws IllegalStateException if too many answers are awaited
   */
  public Instant await(Runnable giveUp) {
    expire();
    synchronized (halfOpen) {
      if (halfOpen.size() >= settings.halfOpen()) {
        throw new IllegalStateException(
            "too many exchanges await their answer: close those that are not needed");
      }
      Instant deadline = clock.instant().plus(settings.answerTimeout());
      halfOpen.put(giveUp, deadline);
      return deadline;
    }
  }

  /** Notes that nothing is awaited any more. */
  public void answered(Runnable giveUp) {
    synchronized (halfOpen) {
      halfOpen.remove(giveUp);
    }
  }

  /** Whether a deadline has passed. */
  public boolean isOver(Instant deadline) {
    return clock.instant().isAfter(deadline);
  }

  /** Gives up the exchanges whose time is over. */
  public void expire() {
    List<Runnable> over = new ArrayList<>();
    synchronized (halfOpen) {
      Iterator<Map.Entry<Runnable, Instant>> oldestFirst = halfOpen.entrySet().iterator();
      while (oldestFirst.hasNext()) {
        Map.Entry<Runnable, Instant> entry = oldestFirst.next();
        if (!isOver(entry.getValue())) {
          break;
        }
        over.add(entry.getKey());
        oldestFirst.remove();
      }
    }
    // An exchange has a lock of its own and comes back to answered(): not under this one.
    over.forEach(Runnable::run);
  }

  /** How many messages are at expensive work. */
  public int atWork() {
    return settings.concurrentWork() - working.availablePermits();
  }

  /** How many answers are awaited. */
  public int awaited() {
    synchronized (halfOpen) {
      return halfOpen.size();
    }
  }
}
