package org.mikeyhsm.cli.exchange;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;

/**
 * What a party has for the modes with certificates.
 *
 * @param selves its identity with its RSA key, then with those that are answered with still
 * @param trust whose certificates it accepts
 */
public record Certified(List<PkiIdentity> selves, PkiTrust trust) {
  /** Copies the list. */
  public Certified {
    selves = List.copyOf(selves);
    Objects.requireNonNull(trust, "trust");
  }

  /** A party with one key. */
  public Certified(PkiIdentity self, PkiTrust trust) {
    this(List.of(self), trust);
  }

  /** Its identity with the key that it signs with. */
  public PkiIdentity self() {
    return selves.get(0);
  }
}
