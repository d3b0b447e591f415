package org.mikeyhsm.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/**
 * An exchange from its beginning. Immutable.
 *
 * @param nanos what {@link System#nanoTime} said then
 */
record Stopwatch(Optional<EngineMode> mode, Side side, Instant started, long nanos) {
  static Stopwatch start(Optional<EngineMode> mode, Side side, Clock clock) {
    return new Stopwatch(mode, side, clock.instant(), System.nanoTime());
  }

  /** The same from the same beginning, of a mode that is known now. */
  Stopwatch of(EngineMode known) {
    return new Stopwatch(Optional.of(known), side, started, nanos);
  }

  ExchangeFacts facts(Optional<IdPayload> peer) {
    return new ExchangeFacts(
        mode, side, peer, started, Duration.ofNanos(System.nanoTime() - nanos));
  }

  ExchangeFacts facts(IdPayload peer) {
    return facts(Optional.of(peer));
  }
}
