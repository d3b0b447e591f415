package org.mikeyhsm.hsm.token;

import java.security.ProviderException;

/**
 * A key on the token is not what it must be: readable, extractable, or otherwise than asked for.
 * Nothing is done with such a key.
 */
public final class KeyRefusedException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   */
  public KeyRefusedException(String message) {
    super(message);
  }

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   * @param cause what the module or the system said
   */
  public KeyRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
