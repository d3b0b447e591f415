package org.mikeyhsm.mode;

import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * A responder's outcome.
 *
 * @param request the initiator's message, authenticated as its MAC algorithm says
 * @param response the message to send back, empty if the initiator asked for none
 * @param bundle the keys; the caller closes it
 */
public record Accepted(
    DecodedMessage request, Optional<Octets> response, CryptoSessionBundle bundle)
    implements AutoCloseable {
  /** Refuses nulls. */
  public Accepted {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(bundle, "bundle");
  }

  /** Closes the bundle. */
  @Override
  public void close() {
    bundle.close();
  }
}
