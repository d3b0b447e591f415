package org.mikeyhsm.hsm.token;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Is told what goes on between this process and a token, for metrics and logs; never a secret or a
 * handle. Implementations are thread-safe, return soon, and throw nothing.
 */
public interface TokenObserver {
  /** Is told nothing. */
  TokenObserver NONE = new TokenObserver() {};

  /**
   * A PKCS#11 function returned.
   *
   * @param token the token's label
   * @param function the function, such as C_Sign; C_FindObjects stands for the three of a search,
   *     C_Sign, C_Encrypt and C_Decrypt include their Init
   * @param took how long
   * @param failure the CKR_ value, empty for CKR_OK
   */
  default void called(String token, String function, Duration took, OptionalLong failure) {}

  /**
   * A token whose sessions had died was logged in to again.
   *
   * @param token the token's label
   */
  default void recovered(String token) {}

  /** A token was opened; it can be asked for its sessions and objects until it is closed. */
  default void opened(Token token) {}

  /** A token was closed. */
  default void closed(Token token) {}
}
