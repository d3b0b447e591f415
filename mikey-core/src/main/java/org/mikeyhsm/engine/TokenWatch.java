package org.mikeyhsm.engine;

import java.time.Duration;
import java.util.Optional;

/** Notes when the holder of the keys starts and stops failing. Thread-safe. */
final class TokenWatch {
  private Optional<Long> lostAt = Optional.empty();

  /** An operation of the provider failed because of the token. */
  synchronized Optional<EngineEvent> failed(String detail) {
    if (lostAt.isPresent()) {
      return Optional.empty();
    }
    lostAt = Optional.of(System.nanoTime());
    return Optional.of(new EngineEvent.TokenLost(detail));
  }

  /** An exchange came to keys. */
  synchronized Optional<EngineEvent> worked() {
    if (lostAt.isEmpty()) {
      return Optional.empty();
    }
    Duration after = Duration.ofNanos(System.nanoTime() - lostAt.get());
    lostAt = Optional.empty();
    return Optional.of(new EngineEvent.TokenRecovered(after));
  }
}
