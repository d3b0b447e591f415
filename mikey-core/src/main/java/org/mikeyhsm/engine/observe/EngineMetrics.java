package org.mikeyhsm.engine.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.engine.EngineEvent;
import org.mikeyhsm.engine.ExchangeFacts;
import org.mikeyhsm.engine.MikeyEngine;

/**
 * Binds an engine to Micrometer. Counts from when it is bound; the names stand in docs/engine.md.
 * Every tag has a bounded set of values, and none is a peer's identity. Thread-safe.
 *
 * <pre>{@code
 * new EngineMetrics(engine).bindTo(registry);
 * }</pre>
 */
@SuppressWarnings("exports")
public final class EngineMetrics implements MeterBinder {
  private final MikeyEngine engine;
  private final Tags tags;

  /** Metrics of an engine. */
  public EngineMetrics(MikeyEngine engine) {
    this(engine, List.of());
  }

  /**
   * Metrics of an engine, told from others by tags.
   *
   * @param tags added to every meter
   */
  @SuppressWarnings("exports")
  public EngineMetrics(MikeyEngine engine, Iterable<Tag> tags) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.tags = Tags.of(tags);
  }

  @Override
  @SuppressWarnings("exports")
  public void bindTo(MeterRegistry registry) {
    gauges(registry);
    engine.addListener(event -> count(registry, event));
  }

  private void gauges(MeterRegistry registry) {
    Gauge.builder("mikeyhsm.exchanges.open", engine, each -> each.load().awaited())
        .description("Exchanges of this side that await their answer")
        .tags(tags)
        .register(registry);
    Gauge.builder("mikeyhsm.exchanges.open.max", engine, each -> each.load().mostAwaited())
        .description("How many exchanges may await their answer")
        .tags(tags)
        .register(registry);
    Gauge.builder("mikeyhsm.replay.messages", engine, each -> each.load().remembered())
        .description("Messages in the replay cache")
        .tags(tags)
        .register(registry);
    Gauge.builder("mikeyhsm.bundles", engine, each -> each.load().bundles())
        .description("Crypto session bundles established or begun")
        .tags(tags)
        .register(registry);
  }

  private void count(MeterRegistry registry, EngineEvent event) {
    if (event instanceof EngineEvent.Established established) {
      over(registry, established.exchange(), "established");
      established.custody().entries().forEach(entry -> secret(registry, entry));
    } else if (event instanceof EngineEvent.Closed closed) {
      registry.counter("mikeyhsm.sessions.closed", of(closed.exchange())).increment();
      closed.since().forEach(entry -> secret(registry, entry));
    } else if (event instanceof EngineEvent.Refused refused) {
      over(registry, refused.exchange(), refused.over() ? "refused" : "ignored");
      registry
          .counter(
              "mikeyhsm.exchange.failures",
              of(refused.exchange()).and("reason", refused.refusal().reason().toString()))
          .increment();
    } else if (event instanceof EngineEvent.Abandoned abandoned) {
      over(registry, abandoned.exchange(), abandoned.inTime() ? "closed" : "timeout");
    } else if (event instanceof EngineEvent.TokenLost) {
      registry.counter("mikeyhsm.engine.token.lost", tags).increment();
    } else if (event instanceof EngineEvent.TokenRecovered recovered) {
      registry.timer("mikeyhsm.engine.token.outage", tags).record(recovered.after());
    }
  }

  private void over(MeterRegistry registry, ExchangeFacts exchange, String outcome) {
    registry
        .timer("mikeyhsm.exchanges", of(exchange).and("outcome", outcome))
        .record(exchange.duration());
  }

  private void secret(MeterRegistry registry, CustodyEntry entry) {
    registry
        .counter(
            "mikeyhsm.secrets",
            tags.and(
                "class",
                entry.secret().secretClass().name(),
                "level",
                entry.custody().level().name(),
                "boundary",
                entry.custody().boundary().name()))
        .increment();
  }

  private Tags of(ExchangeFacts exchange) {
    return tags.and("mode", exchange.modeName(), "side", exchange.side().toString());
  }
}
