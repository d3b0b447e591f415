package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.util.List;
import org.mikeyhsm.jca.KeyDataProtection;

/** One Encr alg of RFC 3830 Table 6.2.a in host memory: octets in, octets out. */
interface KeyDataCipher {
  /** Those this provider offers; a new one is a class and a line here. */
  List<KeyDataCipher> ALL = List.of(new NullCipher(), new AesCmCipher(), new AesKwCipher());

  String algorithm();

  byte[] encrypt(KeyDataProtection protection, byte[] clear) throws GeneralSecurityException;

  /** The clear octets, which the caller wipes. */
  byte[] decrypt(KeyDataProtection protection, byte[] encrypted) throws GeneralSecurityException;
}
