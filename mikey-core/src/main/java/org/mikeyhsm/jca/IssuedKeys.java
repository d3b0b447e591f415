package org.mikeyhsm.jca;

import java.util.Objects;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * What a KMS issues to a user for a key period, on its way to the user. Closing it wipes it.
 *
 * @param rsk the Receiver Secret Key, 257 octets (RFC 6508 section 6.1.1)
 * @param ssk the Secret Signing Key, 32 octets (RFC 6507 section 5.1.1)
 * @param pvt the Public Validation Token, 65 octets
 */
public record IssuedKeys(SecretOctets rsk, SecretOctets ssk, Octets pvt) implements AutoCloseable {
  /** Refuses nulls. */
  public IssuedKeys {
    Objects.requireNonNull(rsk, "rsk");
    Objects.requireNonNull(ssk, "ssk");
    Objects.requireNonNull(pvt, "pvt");
  }

  @Override
  public void close() {
    rsk.close();
    ssk.close();
  }
}
