package org.mikeyhsm.hsm.pool;

import java.security.ProviderException;

/** A token did not answer in time. What it was asked may still be under way. */
public final class TokenTimeoutException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Says which.
   *
   * @param message without any secret
   */
  public TokenTimeoutException(String message) {
    super(message);
  }
}
