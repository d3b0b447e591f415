package org.mikeyhsm.jca;

import java.security.spec.KeySpec;
import java.util.Objects;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * A Receiver Secret Key as a KMS issues it (RFC 6508 section 6.1.1), for the {@code KeyFactory}
 * SAKKE, which verifies it (6.1.2).
 *
 * @param kmsPublicKey of the KMS that issued it
 * @param identifier the user's, an integer in 2 to q - 1
 * @param rsk 0x04 || x || y, 257 octets; the caller closes it, and the factory takes a copy
 */
public record SakkeReceiverKeySpec(SakkePublicKey kmsPublicKey, Octets identifier, SecretOctets rsk)
    implements KeySpec {
  /** Refuses nulls. */
  public SakkeReceiverKeySpec {
    Objects.requireNonNull(kmsPublicKey, "kmsPublicKey");
    Objects.requireNonNull(identifier, "identifier");
    Objects.requireNonNull(rsk, "rsk");
  }
}
