package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.message.Octets;

/** AES key wrap (RFC 3394) with the 64-bit S as its IV (RFC 3830 section 4.2.3). */
final class AesKwCipher implements KeyDataCipher {
  private static final String TRANSFORMATION = "AES/KW/NoPadding";
  private static final int SEMIBLOCK = 8;

  @Override
  public String algorithm() {
    return "AES-KW-128";
  }

  @Override
  public byte[] encrypt(KeyDataProtection protection, byte[] clear)
      throws GeneralSecurityException {
    if (!KeyDataCiphers.fitsAesKeyWrap(clear.length)) {
      throw new IllegalBlockSizeException(KeyDataCiphers.keyWrapLengthRule(clear.length));
    }
    return apply(Cipher.ENCRYPT_MODE, protection, clear);
  }

  /** What the JDK throws depends on what is wrong; here all of it looks the same. */
  @Override
  public byte[] decrypt(KeyDataProtection protection, byte[] encrypted)
      throws GeneralSecurityException {
    if (!KeyDataCiphers.fitsAesKeyWrap(encrypted.length - SEMIBLOCK)) {
      throw refused();
    }
    try {
      return apply(Cipher.DECRYPT_MODE, protection, encrypted);
    } catch (IllegalBlockSizeException e) {
      throw refused();
    }
  }

  private static BadPaddingException refused() {
    return new BadPaddingException("the key data does not decrypt");
  }

  private static byte[] apply(int mode, KeyDataProtection protection, byte[] input)
      throws GeneralSecurityException {
    Octets salt = ProtectionKeys.salt(protection);
    if (salt.length() != KeyDataCiphers.AES_KW_SALT_LENGTH) {
      throw new InvalidKeyException("AES-KW-128 takes a salt of 64 bits");
    }
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, ProtectionKeys.aes(protection), new IvParameterSpec(salt.toArray()));
    return cipher.doFinal(input);
  }
}
