package org.mikeyhsm.hsm.token;

import java.security.ProviderException;

/** The module, the token or the PIN's source cannot be reached. The message tells the next step. */
public final class TokenUnavailableException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   */
  public TokenUnavailableException(String message) {
    super(message);
  }

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   * @param cause what the module or the system said
   */
  public TokenUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
