package org.mikeyhsm.hsm.mechanism;

import java.security.ProviderException;

/** The token lacks a mechanism that every way of carrying out an operation needs. */
public final class MechanismMissingException extends ProviderException {
  private static final long serialVersionUID = 1L;

  MechanismMissingException(String message) {
    super(message);
  }
}
