package org.mikeyhsm.hsm.token;

import java.security.InvalidKeyException;

/**
 * A key is gone: it was a session object and its session died, or its token was closed, or does not
 * know it any more. What was made of it cannot go on; a new exchange can.
 */
public final class KeyLostException extends InvalidKeyException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   */
  public KeyLostException(String message) {
    super(message);
  }

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   * @param cause what the module said
   */
  public KeyLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
