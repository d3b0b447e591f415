package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;

/** A responder by the methods of its mode's own. */
final class Response implements ExchangeMode.Responder {
  private final Receive receive;
  private final List<Runnable> owned;

  /** Takes an I_MESSAGE. */
  @FunctionalInterface
  interface Receive {
    /** What comes of it, which the caller closes. */
    Accepted receive(Octets message) throws MikeyException, GeneralSecurityException;
  }

  /**
   * A responder.
   *
   * @param owned run when it is closed, in this order
   */
  Response(Receive receive, Runnable... owned) {
    this.receive = receive;
    this.owned = List.of(owned);
  }

  @Override
  public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
    return receive.receive(message);
  }

  @Override
  public void close() {
    Owned.close(owned);
  }
}
