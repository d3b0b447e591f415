package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;

/**
 * Encapsulated Data are malformed, damaged, or for another key; which of these is not told. The key
 * goes on being usable.
 */
public final class DecapsulationException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  /** The one exception there is. */
  public DecapsulationException() {
    super("the encapsulated data do not open with this key");
  }
}
