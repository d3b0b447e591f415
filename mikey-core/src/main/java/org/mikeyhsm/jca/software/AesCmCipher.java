package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;

/** AES in counter mode with a 128-bit key (RFC 3830 section 4.2.3). */
final class AesCmCipher implements KeyDataCipher {
  @Override
  public String algorithm() {
    return "AES-CM-128";
  }

  @Override
  public byte[] encrypt(KeyDataProtection protection, byte[] clear)
      throws GeneralSecurityException {
    return apply(Cipher.ENCRYPT_MODE, protection, clear);
  }

  @Override
  public byte[] decrypt(KeyDataProtection protection, byte[] encrypted)
      throws GeneralSecurityException {
    return apply(Cipher.DECRYPT_MODE, protection, encrypted);
  }

  private static byte[] apply(int mode, KeyDataProtection protection, byte[] input)
      throws GeneralSecurityException {
    byte[] iv = KeyDataCiphers.aesCmCounterBlock(ProtectionKeys.salt(protection), protection);
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(mode, ProtectionKeys.aes(protection), new IvParameterSpec(iv));
    return cipher.doFinal(input);
  }
}
