package org.mikeyhsm.hsm.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.mikeyhsm.hsm.pool.PoolListener;
import org.mikeyhsm.hsm.pool.TokenHealth;
import org.mikeyhsm.hsm.pool.TokenPool;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenObserver;

/**
 * Tells Micrometer what goes on between this process and its tokens; docs/operations.md has the
 * names. Every tag has a bounded set of values: tokens are few, PKCS#11 functions and return values
 * are given. Thread-safe.
 *
 * <pre>{@code
 * TokenMetrics metrics = new TokenMetrics(registry);
 * module.observe(metrics);
 * }</pre>
 */
public final class TokenMetrics implements TokenObserver, PoolListener {
  private final MeterRegistry registry;
  private final Map<Token, List<Meter.Id>> gauges = new ConcurrentHashMap<>();

  /** Metrics in a registry. */
  @SuppressWarnings("exports")
  public TokenMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public void called(String token, String function, Duration took, OptionalLong failure) {
    Timer.builder("mikeyhsm.token.calls")
        .description("PKCS#11 calls")
        .tag("token", token)
        .tag("function", function)
        .tag(
            "result",
            failure.isEmpty() ? "ok" : String.format(Locale.ROOT, "0x%x", failure.getAsLong()))
        .register(registry)
        .record(took);
  }

  @Override
  public void recovered(String token) {
    count("mikeyhsm.token.recoveries", token);
  }

  @Override
  public void opened(Token token) {
    gauges.put(
        token,
        List.of(
            gauge(
                "mikeyhsm.token.sessions",
                token,
                open -> open.load().map(Token.Load::sessions).orElse(0)),
            gauge(
                "mikeyhsm.token.waiting",
                token,
                open -> open.load().map(Token.Load::waiting).orElse(0))));
  }

  private Meter.Id gauge(String name, Token token, ToDoubleFunction<Token> value) {
    return Gauge.builder(name, token, value)
        .tag("token", token.label())
        .tag("serial", token.serialNumber())
        .register(registry)
        .getId();
  }

  @Override
  public void closed(Token token) {
    List<Meter.Id> gone = gauges.remove(token);
    if (gone != null) {
      gone.forEach(registry::remove);
    }
  }

  /** Adds the gauges of a pool: how many tokens are in which state, and how busy each is. */
  public void watch(TokenPool<?> pool) {
    for (TokenHealth.State state : TokenHealth.State.values()) {
      Gauge.builder(
              "mikeyhsm.pool.tokens",
              pool,
              tokens -> tokens.health().stream().filter(health -> health.state() == state).count())
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (TokenHealth token : pool.health()) {
      Gauge.builder(
              "mikeyhsm.pool.busy",
              pool,
              tokens ->
                  tokens.health().stream()
                      .filter(health -> health.token().equals(token.token()))
                      .mapToInt(TokenHealth::busy)
                      .sum())
          .tag("token", token.token())
          .register(registry);
    }
  }

  @Override
  public void takenOut(String token, String reason) {
    count("mikeyhsm.pool.taken.out", token);
  }

  @Override
  public void stillOut(String token, String reason, Duration next) {
    count("mikeyhsm.pool.probes.failed", token);
  }

  @Override
  public void givenUp(String token, String reason) {
    count("mikeyhsm.pool.given.up", token);
  }

  @Override
  public void broughtBack(String token) {
    count("mikeyhsm.pool.brought.back", token);
  }

  @Override
  public void doneAgain(String token, String reason) {
    count("mikeyhsm.pool.done.again", token);
  }

  private void count(String name, String token) {
    registry.counter(name, "token", token).increment();
  }
}
