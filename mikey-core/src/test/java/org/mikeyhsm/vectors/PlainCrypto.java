package org.mikeyhsm.vectors;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The algorithms of RFC 3830 section 4, written down from the RFC with the JDK's HMAC-SHA-1 and
 * single AES blocks alone, so that the product is compared with something else than itself.
 */
final class PlainCrypto {
  private PlainCrypto() {}

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] xor(byte[] a, byte[] b) {
    byte[] result = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = (byte) (a[i] ^ b[i]);
    }
    return result;
  }

  static byte[] hmacSha1(byte[] key, byte[]... parts) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1", "SunJCE");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    return mac.doFinal(concat(parts));
  }

  /**
   * The PRF of section 4.1.2, with all that happens inside.
   *
   * @param length of the output, octets
   * @param shown where to put the intermediate values
   */
  static byte[] prf(byte[] inkey, byte[] label, int length, Map<String, Object> shown)
      throws GeneralSecurityException {
    byte[] sum = new byte[(length + 19) / 20 * 20];
    List<Object> blocks = new ArrayList<>();
    for (int from = 0; from < inkey.length; from += 32) {
      byte[] s = Arrays.copyOfRange(inkey, from, Math.min(from + 32, inkey.length));
      List<String> chain = new ArrayList<>();
      byte[] p = new byte[0];
      byte[] a = label;
      while (p.length < sum.length) {
        a = hmacSha1(s, a);
        chain.add(hex(a));
        p = concat(p, hmacSha1(s, a, label));
      }
      sum = xor(sum, p);
      Map<String, Object> block = new LinkedHashMap<>();
      block.put("s", hex(s));
      block.put("a", chain);
      block.put("p", hex(p));
      blocks.add(block);
    }
    byte[] output = Arrays.copyOf(sum, length);
    shown.put("label", hex(label));
    shown.put("blocks", blocks);
    shown.put("output", hex(output));
    return output;
  }

  private static byte[] aes(int mode, byte[] key, byte[] block) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
    cipher.init(mode, new SecretKeySpec(key, "AES"));
    return cipher.doFinal(block);
  }

  /** AES in counter mode (section 4.2.3); {@code iv} is the first counter block. */
  static byte[] aesCm(byte[] key, byte[] iv, byte[] input) throws GeneralSecurityException {
    byte[] output = new byte[input.length];
    for (int block = 0; block * 16 < input.length; block++) {
      byte[] counter = iv.clone();
      counter[14] = (byte) (block >> 8);
      counter[15] = (byte) block;
      byte[] stream = aes(Cipher.ENCRYPT_MODE, key, counter);
      for (int i = 0; i < 16 && block * 16 + i < input.length; i++) {
        output[block * 16 + i] = (byte) (input[block * 16 + i] ^ stream[i]);
      }
    }
    return output;
  }

  /** AES key wrap, RFC 3394 section 2.2.1, with an initial value of one's own. */
  static byte[] aesKeyWrap(byte[] kek, byte[] initial, byte[] input)
      throws GeneralSecurityException {
    int n = input.length / 8;
    byte[] a = initial.clone();
    byte[] r = input.clone();
    for (int j = 0; j < 6; j++) {
      for (int i = 0; i < n; i++) {
        byte[] b =
            aes(Cipher.ENCRYPT_MODE, kek, concat(a, Arrays.copyOfRange(r, 8 * i, 8 * i + 8)));
        int t = n * j + i + 1;
        a = Arrays.copyOf(b, 8);
        for (int k = 0; k < 4; k++) {
          a[7 - k] ^= (byte) (t >> 8 * k);
        }
        System.arraycopy(b, 8, r, 8 * i, 8);
      }
    }
    return concat(a, r);
  }
}
