package org.mikeyhsm.crypto.sakke;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** HashToIntegerRange of RFC 6508 section 5.1 with SHA-256, up to its reduction modulo n. */
final class IntegerRangeHash {
  private static final int HASH_OCTETS = 32;

  private IntegerRangeHash() {}

  /**
   * v' = v_1 || ... || v_l of steps 1 to 5.
   *
   * @param octets its length, a multiple of 32
   * @param strings s, in parts
   */
  static byte[] expand(int octets, byte[]... strings) {
    final MessageDigest hash = sha256();
    for (byte[] part : strings) {
      hash.update(part);
    }
    final byte[] a = hash.digest();
    final byte[] v = new byte[octets];
    byte[] h = new byte[HASH_OCTETS];
    for (int i = 0; i < octets; i += HASH_OCTETS) {
      h = hash.digest(h);
      hash.update(h);
      hash.update(a);
      final byte[] part = hash.digest();
      System.arraycopy(part, 0, v, i, HASH_OCTETS);
      Arrays.fill(part, (byte) 0);
    }
    Arrays.fill(a, (byte) 0);
    return v;
  }

  /** SHA-256, which every Java platform has. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
