package org.mikeyhsm.cli.exchange;

import java.util.Objects;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;

/**
 * What a party has for the modes with certificates.
 *
 * @param self its identity with its RSA key
 * @param trust whose certificates it accepts
 */
public record Certified(PkiIdentity self, PkiTrust trust) {
  /** Refuses nulls. */
  public Certified {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(trust, "trust");
  }
}
