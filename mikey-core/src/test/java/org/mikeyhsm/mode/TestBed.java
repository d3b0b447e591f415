package org.mikeyhsm.mode;

import java.security.Provider;
import java.util.Map;
import org.mikeyhsm.jca.KeyProbe;

/** What the contracts of the modes run on. */
public interface TestBed extends AutoCloseable {

  /** The provider of both parties. */
  Provider provider();

  /** How many keys that the provider made are alive; 0 where nobody counts. */
  int liveKeys();

  /**
   * What the provider holds at the moment, by name: objects and sessions of a token, by our account
   * and by its own. Empty where nobody counts.
   */
  default Map<String, Long> holdings() {
    return Map.of();
  }

  /** How many mutated messages a contract sends. */
  default int mutations() {
    return 10_000;
  }

  /** How TEKs are compared. */
  default KeyProbe probe() {
    return KeyProbe.EXPORT;
  }

  @Override
  void close();
}
