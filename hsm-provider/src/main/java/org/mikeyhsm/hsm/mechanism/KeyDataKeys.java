package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/** The keys of a {@link KeyDataProtection}, checked. */
final class KeyDataKeys {
  private KeyDataKeys() {}

  /** encr_key: a 128-bit AES key of this token. */
  static TokenKey encrKey(Token token, KeyDataProtection protection, KeyUse use)
      throws InvalidKeyException {
    SecretKey key = protection.encrKey().orElseThrow(() -> new InvalidKeyException("no encr_key"));
    TokenKey encrKey = TokenKeys.require(token, key, use);
    if (encrKey.storedLength(0) != KeyDataCiphers.ENCR_KEY_LENGTH) {
      throw new InvalidKeyException("encr_key has 128 bits");
    }
    return encrKey;
  }

  /** The salting key S, which is public and in host memory. */
  static Octets salt(KeyDataProtection protection) throws InvalidKeyException {
    return SoftwareKey.salt(
        protection.saltKey().orElseThrow(() -> new InvalidKeyException("no salt_key")));
  }
}
