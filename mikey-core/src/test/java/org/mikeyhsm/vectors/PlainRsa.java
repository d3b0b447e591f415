package org.mikeyhsm.vectors;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Map;

/** RSA of RFC 8017 in BigIntegers: PKCS #1 v1.5 decryption and signature. */
final class PlainRsa {
  /** The DER before a SHA-1 hash in a signature (RFC 8017 section 9.2). */
  private static final String SHA_1 = "3021300906052b0e03021a05000414";

  private PlainRsa() {}

  /** RSAES-PKCS1-v1_5: the message behind 00 02 PS 00. */
  static byte[] decrypt(RSAPrivateCrtKey key, byte[] ciphertext) {
    byte[] em =
        octets(new BigInteger(1, ciphertext).modPow(key.getPrivateExponent(), key.getModulus()));
    if (em[0] != 0 || em[1] != 2) {
      throw new IllegalArgumentException("no padding");
    }
    int zero = 2;
    while (em[zero] != 0) {
      zero++;
    }
    return Arrays.copyOfRange(em, zero + 1, em.length);
  }

  /** RSASSA-PKCS1-v1_5 with SHA-1, with all that happens inside. */
  static byte[] sign(RSAPrivateCrtKey key, byte[] message, Map<String, Object> shown)
      throws GeneralSecurityException {
    byte[] info =
        PlainCrypto.concat(
            PlainCrypto.hex(SHA_1), MessageDigest.getInstance("SHA-1").digest(message));
    byte[] em = new byte[256];
    Arrays.fill(em, (byte) 0xFF);
    em[0] = 0;
    em[1] = 1;
    em[em.length - info.length - 1] = 0;
    System.arraycopy(info, 0, em, em.length - info.length, info.length);
    byte[] signature =
        octets(new BigInteger(1, em).modPow(key.getPrivateExponent(), key.getModulus()));
    shown.put("signed", PlainCrypto.hex(message));
    shown.put("signature", PlainCrypto.hex(signature));
    return signature;
  }

  private static byte[] octets(BigInteger number) {
    return padded(number, 256);
  }

  static byte[] padded(BigInteger number, int length) {
    byte[] signed = number.toByteArray();
    byte[] padded = new byte[length];
    int count = Math.min(signed.length, length);
    System.arraycopy(signed, signed.length - count, padded, length - count, count);
    return padded;
  }
}
