package org.mikeyhsm.hsm.token;

import java.security.ProviderException;

/** The token has no such key, or several. */
public final class KeyNotFoundException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   */
  public KeyNotFoundException(String message) {
    super(message);
  }

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   * @param cause what the module or the system said
   */
  public KeyNotFoundException(String message, Throwable cause) {
    super(message, cause);
  }
}
