package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * An exchange that this side began and whose answer it awaits.
 *
 * <p>Thread-safe. Whoever got it closes it, which gives it up if no keys came of it; a session that
 * was handed out stays open.
 */
public final class OpenExchange implements AutoCloseable {
  private final Initiators owner;
  private final EngineMode mode;
  private final IdPayload peer;
  private final ModeDriver.Started started;
  private final Octets message;
  private final Stopwatch stopwatch;
  private final Instant deadline;
  private final ReentrantLock turn = new ReentrantLock();
  private boolean over;

  OpenExchange(
      Initiators owner,
      EngineMode mode,
      IdPayload peer,
      ModeDriver.Started started,
      Octets message,
      Stopwatch stopwatch,
      Instant deadline) {
    this.owner = owner;
    this.mode = mode;
    this.peer = peer;
    this.started = started;
    this.message = message;
    this.stopwatch = stopwatch;
    this.deadline = deadline;
  }

  /** The I_MESSAGE to send; the same octets may be sent again while no answer comes. */
  public Octets message() {
    return message;
  }

  /** The mode. */
  public EngineMode mode() {
    return mode;
  }

  /** Whom it was begun with. */
  public IdPayload peer() {
    return peer;
  }

  /** When it is given up, by the engine's clock. */
  public Instant deadline() {
    return deadline;
  }

  /**
   * Takes a message that is meant to be the answer.
   *
   * @param answer the octets received
   * @return {@link Outcome.Established} with the keys; {@link Outcome.Ignored} if it is no good
   *     answer, and one may still come; {@link Outcome.Refused} if the exchange is over: the peer
   *     proves that it refuses, the answer came too late, or this side cannot or must not use the
   *     keys
   * @throws IllegalStateException if the exchange is over already
   */
  public Outcome receive(Octets answer) {
    Objects.requireNonNull(answer, "answer");
    Outcome outcome;
    turn.lock();
    try {
      if (over) {
        throw new IllegalStateException("the exchange is over");
      }
      outcome = take(answer);
      over = !(outcome instanceof Outcome.Ignored);
      if (over) {
        started.close().run();
      }
    } finally {
      turn.unlock();
    }
    owner.received(this, outcome);
    return outcome;
  }

  private Outcome take(Octets answer) {
    try {
      CryptoSessionBundle bundle = started.receive().bundle(answer);
      return new Outcome.Established(
          owner.news().session(mode, Side.INITIATOR, bundle, stopwatch), Optional.empty());
    } catch (ExchangeException e) {
      boolean ends = e.failure() == Failure.PEER_ERROR || e.failure() == Failure.LIMIT;
      return ends ? refused(Refusal.of(e)) : new Outcome.Ignored(Refusal.of(e));
    } catch (MikeyException e) {
      return new Outcome.Ignored(Refusal.of(e));
    } catch (GeneralSecurityException | ProviderException e) {
      return refused(Refusal.of(e));
    } catch (IllegalStateException e) {
      // The time was over while the message was on its way, or the bundle to update is gone.
      return refused(Refusal.of(owner.isOver(deadline) ? Reason.LIMIT : Reason.PROTOCOL, e));
    }
  }

  private static Outcome refused(Refusal refusal) {
    return new Outcome.Refused(refusal, Optional.empty());
  }

  /**
   * As {@link #receive}, on a thread of the executor.
   *
   * @return completes as {@link #receive} returns or throws; a session that nobody waits for any
   *     more, because the stage was cancelled or completed otherwise, is closed
   */
  public CompletionStage<Outcome> receiveAsync(Octets answer, Executor executor) {
    return Stages.run(() -> receive(answer), executor);
  }

  Stopwatch stopwatch() {
    return stopwatch;
  }

  /** Gives the exchange up if no keys came of it; its secrets are destroyed. */
  @Override
  public void close() {
    turn.lock();
    giveUp();
  }

  /** Gives it up, unless an answer is at work: its token may hang, which no other exchange does. */
  void expire() {
    if (turn.tryLock()) {
      giveUp();
    }
  }

  private void giveUp() {
    try {
      if (over) {
        return;
      }
      over = true;
      started.close().run();
    } finally {
      turn.unlock();
    }
    owner.abandoned(this);
  }
}
