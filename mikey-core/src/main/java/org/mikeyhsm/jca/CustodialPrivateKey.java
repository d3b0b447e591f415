package org.mikeyhsm.jca;

import java.security.PrivateKey;
import org.mikeyhsm.custody.Custody;

/**
 * A private key that knows where it has been. One that lives in a token is opaque: {@code
 * getEncoded()} and {@code getFormat()} return null.
 *
 * <p>Thread-safe. Whoever receives one closes it; closing destroys a session object and leaves a
 * provisioned token object alone.
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
