package org.mikeyhsm.hsm.token;

import java.security.InvalidKeyException;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;

/** One object of a key in a token. For this module's mechanisms. */
public sealed interface TokenObject permits TokenKey.Block, TokenPrivateKey {

  /** Whether it is in {@code candidate}. */
  boolean isOn(Token candidate);

  /**
   * Uses the object while the key cannot be closed.
   *
   * @throws InvalidKeyException if the key was closed or lost
   */
  @SuppressWarnings("exports")
  <T> T use(Use<T> action) throws InvalidKeyException;

  /** What is done with a handle. */
  @FunctionalInterface
  interface Use<T> {
    /** Does it. */
    @SuppressWarnings("exports")
    T with(ObjectHandle handle) throws InvalidKeyException;
  }
}
