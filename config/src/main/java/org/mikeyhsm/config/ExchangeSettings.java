package org.mikeyhsm.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How messages are exchanged.
 *
 * @param verification whether the responder must prove itself
 * @param timeout how long to wait for the peer's message
 * @param udpPort 1 to 65535
 */
public record ExchangeSettings(boolean verification, Duration timeout, int udpPort) {
  /** Refuses nulls. */
  public ExchangeSettings {
    Objects.requireNonNull(timeout, "timeout");
  }
}
