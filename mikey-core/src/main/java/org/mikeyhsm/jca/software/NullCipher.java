package org.mikeyhsm.jca.software;

import org.mikeyhsm.jca.KeyDataProtection;

/** No encryption (RFC 3830 section 4.2.3: only where the underlying protocol protects it). */
final class NullCipher implements KeyDataCipher {
  @Override
  public String algorithm() {
    return "NULL";
  }

  @Override
  public byte[] encrypt(KeyDataProtection protection, byte[] clear) {
    return clear.clone();
  }

  @Override
  public byte[] decrypt(KeyDataProtection protection, byte[] encrypted) {
    return encrypted.clone();
  }
}
