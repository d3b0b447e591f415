package org.mikeyhsm.hsm.pool;

import java.security.ProviderException;

/** Two tokens of a pool do not hold the same keys. */
public final class KeyMismatchException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Says which.
   *
   * @param message without any secret
   */
  public KeyMismatchException(String message) {
    super(message);
  }
}
