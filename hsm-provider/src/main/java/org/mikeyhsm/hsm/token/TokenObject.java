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

  /**
   * Has the object looked for anew at its next use: its handle is none of the token's any more.
   *
   * @return whether it can be found, being a token object
   */
  boolean relocate();

  /** What is done with a handle. */
  @FunctionalInterface
  interface Use<T> {
    /** Does it. */
    @SuppressWarnings("exports")
    T with(ObjectHandle handle) throws InvalidKeyException;
  }
}
