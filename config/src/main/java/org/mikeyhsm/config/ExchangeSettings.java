package org.mikeyhsm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How messages are exchanged.
 *
 * @param verification whether the responder must prove itself
 * @param timeout how long to wait for the peer's message
 * @param udpPort 1 to 65535
 * @param replayState where {@code mikey respond} keeps its replay cache from one run to the next
 */
public record ExchangeSettings(
    boolean verification, Duration timeout, int udpPort, Optional<Path> replayState) {
  /** Refuses nulls. */
  public ExchangeSettings {
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(replayState, "replayState");
  }
}
