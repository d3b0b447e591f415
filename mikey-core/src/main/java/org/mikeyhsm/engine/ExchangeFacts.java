package org.mikeyhsm.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/**
 * What all events tell of an exchange.
 *
 * @param mode the mode; empty if the message did not say one that is in use here
 * @param side this side
 * @param peer the other side; for a responder empty until the message is authenticated
 * @param started when it began, by the engine's clock
 * @param duration from then on, by a clock that nobody sets; of an initiator it has the network in
 *     it
 */
public record ExchangeFacts(
    Optional<EngineMode> mode,
    Side side,
    Optional<IdPayload> peer,
    Instant started,
    Duration duration) {
  /** Refuses nulls. */
  public ExchangeFacts {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(duration, "duration");
  }

  /** The mode's name, {@code none} where there is none: a bounded set of values, for metrics. */
  public String modeName() {
    return mode.map(EngineMode::toString).orElse("none");
  }
}
