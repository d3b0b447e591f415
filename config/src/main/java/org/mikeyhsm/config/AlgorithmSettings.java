package org.mikeyhsm.config;

import java.util.Objects;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;

/**
 * The algorithms of MIKEY messages.
 *
 * @param encryption Encr alg of KEMAC
 * @param authentication MAC alg of KEMAC
 * @param allowNull whether Encr alg NULL is allowed
 * @param tgkOctets octets of a TGK that this side generates
 */
public record AlgorithmSettings(
    EncrAlg encryption, MacAlg authentication, boolean allowNull, int tgkOctets) {
  /** Refuses nulls. */
  public AlgorithmSettings {
    Objects.requireNonNull(encryption, "encryption");
    Objects.requireNonNull(authentication, "authentication");
  }
}
