package org.mikeyhsm.jca;

import java.util.OptionalInt;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;

/**
 * A secret key that knows where it has been. One that lives in a token is opaque: {@code
 * getEncoded()} and {@code getFormat()} return null.
 *
 * <p>Thread-safe. Whoever receives one from an engine closes it; closing destroys a session object
 * and wipes a software key, and leaves a provisioned token object alone. A closed key is refused by
 * every engine with {@link java.security.InvalidKeyException}.
 */
public interface CustodialKey extends SecretKey, AutoCloseable {

  /** Where this key has been, as its holder found it. */
  Custody custody();

  /** The key's length in bits, empty where the holder does not tell. */
  OptionalInt bitLength();

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
