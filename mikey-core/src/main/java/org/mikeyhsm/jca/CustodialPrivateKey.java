package org.mikeyhsm.jca;

import java.security.PrivateKey;
import org.mikeyhsm.custody.Custody;

/**
 * A private key that knows where it has been. It is opaque on every provider: {@code getEncoded()}
 * and {@code getFormat()} return null.
 *
 * <p>Thread-safe. Whoever receives one from a key factory closes it; closing destroys a session
 * object and wipes a software key, and leaves a provisioned token object alone. A closed key is
 * refused by every engine with {@link java.security.InvalidKeyException}.
 */
public interface CustodialPrivateKey extends PrivateKey, AutoCloseable {

  /** Where this key has been, as its holder found it. */
  Custody custody();

  /** Destroys the key; further calls do nothing. */
  @Override
  void close();

  /** Same as {@link #close()}. */
  @Override
  default void destroy() {
    close();
  }

  /** Whether {@link #close()} was called. */
  @Override
  boolean isDestroyed();
}
