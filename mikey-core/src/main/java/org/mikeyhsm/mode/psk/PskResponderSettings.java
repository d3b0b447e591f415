package org.mikeyhsm.mode.psk;

import java.util.Objects;
import org.mikeyhsm.jca.KeyPlace;

/**
 * What a responder allows.
 *
 * @param nullTransport whether the NULL algorithms are allowed
 * @param tekPlace where a TEK that is sent as such shall live
 */
public record PskResponderSettings(NullTransport nullTransport, KeyPlace tekPlace) {
  /** NULL refused, TEKs kept by the provider. */
  public static final PskResponderSettings DEFAULT =
      new PskResponderSettings(NullTransport.REFUSED, KeyPlace.PROVIDER);

  /** Refuses nulls. */
  public PskResponderSettings {
    Objects.requireNonNull(nullTransport, "nullTransport");
    Objects.requireNonNull(tekPlace, "tekPlace");
  }
}
