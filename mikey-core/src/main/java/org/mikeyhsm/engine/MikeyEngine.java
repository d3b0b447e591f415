package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MikeyContext;

/**
 * MIKEY for one identity, to be embedded: begins exchanges and answers them, in every mode, on keys
 * of a JCA provider. Messages go in and out as octets; the network is the application's.
 *
 * <pre>{@code
 * MikeyEngine engine =
 *     MikeyEngine.builder(provider, alice).peer(EnginePeer.of(bob).withPsk(psk)).build();
 * OpenExchange call = engine.initiate(bob, Streams.of(ssrc, 0)).awaiting();
 * send(call.message());
 * MikeySession session = call.receive(receive()).orThrow();
 * }</pre>
 *
 * <p>Thread-safe. No call waits for anything but the provider, and for its turn at it (see {@link
 * LimitSettings}); the {@code Async} calls wait on a thread of the caller's. What messages can do
 * is bounded, and a message that is refused leaves nothing behind but, if it was authentic, its
 * entry in the replay cache.
 *
 * <p>{@link #close()} gives up what is open; sessions stay open until they are closed.
 */
public final class MikeyEngine implements AutoCloseable {
  private final EngineKeys keys;
  private final List<EngineMode> modes;
  private final LimitSettings limits;
  private final EngineNews news;
  private final Initiators initiators;
  private final Responders responders;
  private final List<HealthCheck> checks;
  private final OwnHealth health;
  private final List<Runnable> closing;
  private final AtomicBoolean closed = new AtomicBoolean();

  MikeyEngine(
      EngineKeys keys,
      List<EngineMode> modes,
      LimitSettings limits,
      Duration skew,
      List<EngineListener> listeners,
      List<HealthCheck> checks,
      List<Runnable> closing) {
    this.keys = keys;
    this.modes = List.copyOf(modes);
    this.limits = limits;
    this.news = new EngineNews(listeners);
    this.initiators = new Initiators(keys, this.modes, limits, news);
    this.responders = new Responders(keys, this.modes);
    this.checks = List.copyOf(checks);
    this.health = new OwnHealth(keys, clock(), skew);
    this.closing = List.copyOf(closing);
  }

  /**
   * Begins an engine.
   *
   * @param provider holds the keys; {@code MikeyProvider} in host memory, {@code
   *     MikeyPkcs11Provider} in a token
   * @param self this side's identity
   */
  public static EngineBuilder builder(Provider provider, IdPayload self) {
    return new EngineBuilder(provider, self);
  }

  /** This side's identity. */
  public IdPayload self() {
    return keys.self();
  }

  /**
   * What the exchanges share: for what the modes can do and this engine has no call for, such as
   * groups, with the same replay cache and bundles.
   */
  public MikeyContext context() {
    return keys.context();
  }

  /** Adds a listener. */
  public void addListener(EngineListener listener) {
    news.listeners().add(Objects.requireNonNull(listener, "listener"));
  }

  /** Removes a listener; one that is being told may still hear of that event. */
  public void removeListener(EngineListener listener) {
    news.listeners().remove(listener);
  }

  /**
   * Begins an exchange in the first of the modes in use whose keys are there.
   *
   * @param peer whom to call
   * @return what to send, or why there is nothing; the caller closes it or what is in it
   * @throws IllegalArgumentException if the streams are more than a bundle can have
   * @throws IllegalStateException if the engine was closed
   */
  public Initiated initiate(IdPayload peer, Streams streams) {
    requireOpen();
    return initiators.begin(peer, streams);
  }

  /** Begins an exchange in a mode, as {@link #initiate(IdPayload, Streams)}. */
  public Initiated initiate(EngineMode mode, IdPayload peer, Streams streams) {
    requireOpen();
    return initiators.begin(mode, peer, streams, Optional.empty());
  }

  /**
   * Begins a CSB update (RFC 3830 section 4.5) with new keys: same mode, same CSB ID. The session
   * that comes of it takes the place of the old one, which the caller closes once no media uses it.
   *
   * @param session one that this side initiated
   * @return as {@link #initiate(IdPayload, Streams)}; refused in mode sakke, which has no update
   * @throws IllegalArgumentException if the peer initiated the session
   * @throws IllegalStateException if the engine was closed
   */
  public Initiated update(MikeySession session, Streams streams) {
    if (session.side() != Side.INITIATOR) {
      throw new IllegalArgumentException("the initiator of a session updates it (RFC 3830 4.5)");
    }
    requireOpen();
    return initiators.update(session, streams);
  }

  /** As {@link #initiate(IdPayload, Streams)}, on a thread of the executor. */
  public CompletionStage<Initiated> initiateAsync(
      IdPayload peer, Streams streams, Executor executor) {
    return Stages.run(() -> initiate(peer, streams), executor);
  }

  /**
   * Answers an I_MESSAGE of any mode in use, initial or update.
   *
   * @param message the octets received
   * @return {@link Outcome.Established} with the keys and what to send; {@link Outcome.Refused}
   *     with an error message that may be sent, or without one if it is this side that fails;
   *     {@link Outcome.Ignored} if nothing is to be sent. The caller closes it or what is in it
   * @throws IllegalStateException if the engine was closed
   */
  public Outcome respond(Octets message) {
    requireOpen();
    Stopwatch stopwatch = Stopwatch.start(responders.mode(message), Side.RESPONDER, clock());
    Refusal refusal;
    Optional<Octets> error = Optional.empty();
    boolean ours = false;
    try {
      if (stopwatch.mode().isEmpty()) {
        throw responders.refuse(message);
      }
      Accepted accepted = responders.receive(stopwatch.mode().get(), message);
      MikeySession session =
          news.session(stopwatch.mode().get(), Side.RESPONDER, accepted.bundle(), stopwatch);
      news.established(session, stopwatch);
      return new Outcome.Established(session, accepted.response());
    } catch (ExchangeException e) {
      refusal = Refusal.of(e);
      error = e.errorMessage();
    } catch (MikeyException e) {
      refusal = Refusal.of(e);
    } catch (GeneralSecurityException | ProviderException e) {
      refusal = Refusal.of(e);
      ours = true;
    }
    news.refused(stopwatch.facts(Optional.empty()), refusal, false);
    return ours || error.isPresent()
        ? new Outcome.Refused(refusal, error)
        : new Outcome.Ignored(refusal);
  }

  /**
   * As {@link #respond}, on a thread of the executor.
   *
   * @return completes as {@link #respond} returns or throws; a session that nobody waits for any
   *     more, because the stage was cancelled or completed otherwise, is closed
   */
  public CompletionStage<Outcome> respondAsync(Octets message, Executor executor) {
    return Stages.run(() -> respond(message), executor);
  }

  /**
   * Tells the listeners of something below this engine that it does not see itself, such as a token
   * that was logged in to again before any exchange failed.
   */
  public void report(EngineEvent.TokenEvent event) {
    news.listeners().tell(Objects.requireNonNull(event, "event"));
  }

  /**
   * Gives up exchanges whose answer did not come in time. The next {@link #initiate} does it too;
   * call this now and then if there may be none for long.
   */
  public void expire() {
    initiators.expire();
  }

  /** How full this engine is. */
  public EngineLoad load() {
    return new EngineLoad(
        context().exchangeLimits().awaited(),
        limits.halfOpen(),
        context().replayCache().size(),
        context().bundles().size());
  }

  /** Whether this engine can do its work now. Asks the token, if checks of it were given. */
  public EngineHealth health() {
    List<EngineHealth.Finding> findings = new ArrayList<>();
    findings.add(
        closed.get()
            ? new EngineHealth.Finding("engine", EngineHealth.Status.DOWN, "it was closed")
            : new EngineHealth.Finding("engine", EngineHealth.Status.UP, "modes " + modes));
    findings.addAll(health.findings(load()));
    for (HealthCheck check : checks) {
      try {
        findings.addAll(check.findings());
      } catch (RuntimeException e) {
        findings.add(
            new EngineHealth.Finding(
                "check", EngineHealth.Status.DOWN, String.valueOf(e.getMessage())));
      }
    }
    return new EngineHealth(findings);
  }

  /**
   * Closes this engine and gives what the replay cache knows, for {@link
   * EngineBuilder#replayState}: keep it where only this service can write.
   */
  public byte[] shutDown() {
    byte[] state = context().replayCache().shutDown();
    close();
    return state;
  }

  /** Gives up what is open and closes what the builder was told to; sessions stay open. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<Runnable> all = new ArrayList<>(closing);
    all.add(responders::close);
    all.add(initiators::close);
    closeFrom(all, all.size() - 1);
  }

  /** From the last to the first, each whatever those before it throw. */
  private static void closeFrom(List<Runnable> all, int last) {
    if (last < 0) {
      return;
    }
    try {
      all.get(last).run();
    } finally {
      closeFrom(all, last - 1);
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the engine was closed");
    }
  }

  private Clock clock() {
    return context().timestamps().clock();
  }
}
