package org.mikeyhsm.config;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A pre-shared key and when it is used.
 *
 * @param key the key
 * @param notBefore from when on; always, if empty
 * @param notAfter until when; for ever, if empty
 */
public record PskSettings(
    KeyReference key, Optional<Instant> notBefore, Optional<Instant> notAfter) {
  /** Refuses nulls. */
  public PskSettings {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(notBefore, "notBefore");
    Objects.requireNonNull(notAfter, "notAfter");
  }
}
