package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** What begins exchanges, and those whose answer is awaited. Thread-safe. */
final class Initiators implements AutoCloseable {
  private final EngineKeys keys;
  private final List<EngineMode> modes;
  private final LimitSettings limits;
  private final EngineNews news;
  private final OpenExchanges open = new OpenExchanges();
  private final AtomicBoolean closed = new AtomicBoolean();

  Initiators(EngineKeys keys, List<EngineMode> modes, LimitSettings limits, EngineNews news) {
    this.keys = keys;
    this.modes = modes;
    this.limits = limits;
    this.news = news;
  }

  /** Begins in the first mode whose keys are there. */
  Initiated begin(IdPayload peer, Streams streams) {
    List<String> lacking = new ArrayList<>();
    for (EngineMode mode : modes) {
      Optional<String> lacks = mode.driver().lacks(keys, peer);
      if (lacks.isEmpty()) {
        return begin(mode, peer, streams, Optional.empty());
      }
      lacking.add(mode + ": " + lacks.get());
    }
    return refuse(
        stopwatch(Optional.empty()),
        peer,
        Refusal.of(
            Reason.IDENTITY,
            "no mode in use has its keys for this peer; missing are "
                + String.join("; ", lacking)));
  }

  /** Begins an update of a session that this side initiated. */
  Initiated update(MikeySession session, Streams streams) {
    if (session.mode() == EngineMode.SAKKE) {
      return refuse(
          stopwatch(Optional.of(session.mode())),
          session.peer(),
          Refusal.of(Reason.MODE, "a SAKKE session is not updated: begin another"));
    }
    return begin(session.mode(), session.peer(), streams, Optional.of(session.bundle()));
  }

  Initiated begin(
      EngineMode mode, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated) {
    expire();
    Stopwatch stopwatch = stopwatch(Optional.of(mode));
    Optional<String> lacking =
        modes.contains(mode)
            ? mode.driver().lacks(keys, peer)
            : Optional.of("its place among the modes in use");
    if (lacking.isPresent()) {
      return refuse(
          stopwatch, peer, Refusal.of(Reason.IDENTITY, "mode " + mode + " lacks " + lacking.get()));
    }
    try {
      ModeDriver.Started started = mode.driver().initiator(keys, peer, streams, updated);
      Octets message = start(started);
      return started.unanswered().isPresent()
          ? unanswered(mode, message, started, stopwatch)
          : await(new OpenExchange(this, mode, peer, started, message, stopwatch, deadline()));
    } catch (GeneralSecurityException | ProviderException e) {
      return refuse(stopwatch, peer, Refusal.of(e));
    } catch (NoRoomException e) {
      return refuse(stopwatch, peer, Refusal.of(Reason.LIMIT, e));
    }
  }

  /** The store or the limits have no room. */
  private static final class NoRoomException extends Exception {
    private static final long serialVersionUID = 1L;

    NoRoomException(IllegalStateException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static Octets start(ModeDriver.Started started)
      throws GeneralSecurityException, NoRoomException {
    boolean done = false;
    try {
      Octets message = started.start().message();
      done = true;
      return message;
    } catch (IllegalStateException e) {
      // It is started once only, so that this is what remains.
      throw new NoRoomException(e);
    } finally {
      if (!done) {
        started.close().run();
      }
    }
  }

  private Initiated unanswered(
      EngineMode mode, Octets message, ModeDriver.Started started, Stopwatch stopwatch) {
    MikeySession session =
        news.session(mode, Side.INITIATOR, started.unanswered().get().bundle(), stopwatch);
    started.close().run();
    news.established(session, stopwatch);
    return new Initiated.Established(message, session);
  }

  private Initiated await(OpenExchange exchange) {
    open.add(exchange);
    if (closed.get()) {
      exchange.close();
      throw new IllegalStateException("the engine was closed");
    }
    return new Initiated.Awaiting(exchange);
  }

  private Initiated refuse(Stopwatch stopwatch, IdPayload peer, Refusal refusal) {
    news.refused(stopwatch.facts(peer), refusal, true);
    return new Initiated.Refused(refusal);
  }

  private Clock clock() {
    return keys.context().timestamps().clock();
  }

  private Stopwatch stopwatch(Optional<EngineMode> mode) {
    return Stopwatch.start(mode, Side.INITIATOR, clock());
  }

  private Instant deadline() {
    return clock().instant().plus(limits.answerTimeout());
  }

  EngineNews news() {
    return news;
  }

  boolean isOver(Instant deadline) {
    return keys.context().exchangeLimits().isOver(deadline);
  }

  /** Tells what came of an answer; not under the exchange's lock. */
  void received(OpenExchange exchange, Outcome outcome) {
    ExchangeFacts facts = exchange.stopwatch().facts(exchange.peer());
    if (outcome instanceof Outcome.Ignored ignored) {
      news.refused(facts, ignored.refusal(), false);
      return;
    }
    open.remove(exchange);
    if (outcome instanceof Outcome.Refused refused) {
      news.refused(facts, refused.refusal(), true);
    } else if (outcome instanceof Outcome.Established established) {
      news.established(established.session(), exchange.stopwatch());
    }
  }

  /** Tells that an exchange was given up; not under its lock. */
  void abandoned(OpenExchange exchange) {
    open.remove(exchange);
    news.abandoned(exchange.stopwatch().facts(exchange.peer()), !isOver(exchange.deadline()));
  }

  /** Gives up what is over. */
  void expire() {
    open.oldest(exchange -> isOver(exchange.deadline())).forEach(OpenExchange::expire);
    keys.context().exchangeLimits().expire();
  }

  /** Gives up what is open. */
  @Override
  public void close() {
    closed.set(true);
    open.oldest(exchange -> true).forEach(OpenExchange::close);
  }
}
