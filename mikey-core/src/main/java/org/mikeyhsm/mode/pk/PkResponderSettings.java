package org.mikeyhsm.mode.pk;

import java.util.Objects;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.mode.pki.EnvelopeScheme;

/**
 * What a responder allows.
 *
 * @param envelope how envelope keys are encrypted for it
 * @param tekPlace where a TEK that is sent as such shall live
 */
public record PkResponderSettings(EnvelopeScheme envelope, KeyPlace tekPlace) {
  /** PKCS #1 v1.5, TEKs kept by the provider. */
  public static final PkResponderSettings DEFAULT =
      new PkResponderSettings(EnvelopeScheme.PKCS1, KeyPlace.PROVIDER);

  /** Refuses nulls. */
  public PkResponderSettings {
    Objects.requireNonNull(envelope, "envelope");
    Objects.requireNonNull(tekPlace, "tekPlace");
  }
}
