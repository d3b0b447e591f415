package org.mikeyhsm.cli.exchange;

/** The exchange could not be completed; the message tells why. */
public final class ExchangeFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ExchangeFailedException(String message) {
    super(message);
  }
}
