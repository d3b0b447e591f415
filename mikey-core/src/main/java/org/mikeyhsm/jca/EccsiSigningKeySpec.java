package org.mikeyhsm.jca;

import java.security.spec.KeySpec;
import java.util.Objects;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * A Secret Signing Key and its Public Validation Token as a KMS issues them (RFC 6507 section
 * 5.1.1), for the {@code KeyFactory} ECCSI, which validates them (5.1.2).
 *
 * @param publicKey the KPAK of the KMS that issued them, and the signer's identifier
 * @param ssk 32 octets; the caller closes it, and the factory takes a copy
 * @param pvt 0x04 || x || y, 65 octets
 */
public record EccsiSigningKeySpec(EccsiPublicKey publicKey, SecretOctets ssk, Octets pvt)
    implements KeySpec {
  /** Refuses nulls. */
  public EccsiSigningKeySpec {
    Objects.requireNonNull(publicKey, "publicKey");
    Objects.requireNonNull(ssk, "ssk");
    Objects.requireNonNull(pvt, "pvt");
  }
}
