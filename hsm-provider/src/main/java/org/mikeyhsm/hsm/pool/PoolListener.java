package org.mikeyhsm.hsm.pool;

import java.time.Duration;

/**
 * Is told what becomes of the tokens of a pool, for logs and metrics; no text has a secret.
 * Implementations are thread-safe, return soon, and throw nothing.
 */
public interface PoolListener {
  /** Is told nothing. */
  PoolListener NONE = new PoolListener() {};

  /** A token was taken out. */
  default void takenOut(String token, String reason) {}

  /** A token that is out was tried, and is tried again after some time. */
  default void stillOut(String token, String reason, Duration next) {}

  /** A token is not tried again before the pool is opened anew: its PIN was refused. */
  default void givenUp(String token, String reason) {}

  /** A token is in again. */
  default void broughtBack(String token) {}

  /** Work that a token did not do is done again, by another or by the same one. */
  default void doneAgain(String token, String reason) {}
}
