package org.mikeyhsm.hsm.provider;

import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * What a KMS issued to a user for a key period, wrapped for an RSA key pair of the user's token by
 * CKM_RSA_AES_KEY_WRAP: OAEP with SHA-1, AES-256.
 *
 * @param rsk the Receiver Secret Key
 * @param ssk the Secret Signing Key
 * @param pvt the Public Validation Token, 65 octets
 */
public record WrappedIdentity(Octets rsk, Octets ssk, Octets pvt) {
  /** Refuses nulls. */
  public WrappedIdentity {
    Objects.requireNonNull(rsk, "rsk");
    Objects.requireNonNull(ssk, "ssk");
    Objects.requireNonNull(pvt, "pvt");
  }
}
