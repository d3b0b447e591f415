package org.mikeyhsm.jca;

import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * A key made for a recipient, and what carries it there.
 *
 * @param key the sender's copy
 * @param encapsulation what the recipient opens
 */
public record Encapsulated(CustodialKey key, Octets encapsulation) implements AutoCloseable {
  /** Refuses nulls. */
  public Encapsulated {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(encapsulation, "encapsulation");
  }

  /** Closes the key. */
  @Override
  public void close() {
    key.close();
  }
}
