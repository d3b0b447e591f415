package org.mikeyhsm.config;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.SignatureScheme;

/**
 * The algorithms of MIKEY messages.
 *
 * @param encryption Encr alg of KEMAC
 * @param authentication MAC alg of KEMAC
 * @param allowNull whether Encr alg NULL is allowed
 * @param tgkOctets octets of a TGK that this side generates
 * @param signature how this side signs
 * @param envelope how envelope keys are encrypted
 * @param dhGroups the Diffie-Hellman groups that are allowed, the preferred first, at least one
 */
public record AlgorithmSettings(
    EncrAlg encryption,
    MacAlg authentication,
    boolean allowNull,
    int tgkOctets,
    SignatureScheme signature,
    EnvelopeScheme envelope,
    List<DhGroup> dhGroups) {
  /** Copies the list. */
  public AlgorithmSettings {
    Objects.requireNonNull(encryption, "encryption");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(signature, "signature");
    Objects.requireNonNull(envelope, "envelope");
    dhGroups = List.copyOf(dhGroups);
  }
}
