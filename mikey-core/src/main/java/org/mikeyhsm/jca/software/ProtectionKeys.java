package org.mikeyhsm.jca.software;

import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.message.Octets;

/** The keys of a {@link KeyDataProtection} as the JDK's ciphers take them. */
final class ProtectionKeys {
  private ProtectionKeys() {}

  static SecretKey aes(KeyDataProtection protection) throws InvalidKeyException {
    byte[] octets =
        SoftwareKey.export(
            protection.encrKey().orElseThrow(() -> new InvalidKeyException("no encr_key")));
    try {
      if (octets.length != KeyDataCiphers.ENCR_KEY_LENGTH) {
        throw new InvalidKeyException("encr_key has 128 bits");
      }
      return new SecretKeySpec(octets, "AES");
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  static Octets salt(KeyDataProtection protection) throws InvalidKeyException {
    return SoftwareKey.salt(
        protection.saltKey().orElseThrow(() -> new InvalidKeyException("no salt_key")));
  }
}
