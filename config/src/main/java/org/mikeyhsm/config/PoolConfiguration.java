package org.mikeyhsm.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Further tokens with the same keys, and what becomes of one that fails.
 *
 * @param tokens the further ones; none for a pool of one
 * @param timeout one that takes longer for one message is taken out
 * @param firstProbe how long after it was taken out it is tried again
 * @param longestProbe the time between two tries doubles up to this
 */
public record PoolConfiguration(
    List<TokenSettings> tokens, Duration timeout, Duration firstProbe, Duration longestProbe) {
  /** Copies the list. */
  public PoolConfiguration {
    tokens = List.copyOf(tokens);
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(firstProbe, "firstProbe");
    Objects.requireNonNull(longestProbe, "longestProbe");
  }
}
