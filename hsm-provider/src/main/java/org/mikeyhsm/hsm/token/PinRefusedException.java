package org.mikeyhsm.hsm.token;

import java.security.ProviderException;

/**
 * The token refused the PIN. It is not tried again: a token locks itself after a few wrong ones.
 */
public final class PinRefusedException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   */
  public PinRefusedException(String message) {
    super(message);
  }

  /**
   * Says what is wrong.
   *
   * @param message without any secret
   * @param cause what the module or the system said
   */
  public PinRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
