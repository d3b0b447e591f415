package org.mikeyhsm.jca;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.util.Arrays;
import org.mikeyhsm.message.Octets;

/** What both providers share of RFC 3830 section 4.2.3: sizes, the IV, the rule of AES key wrap. */
public final class KeyDataCiphers {
  /** encr_key of AES-CM-128 and AES-KW-128, octets. */
  public static final int ENCR_KEY_LENGTH = 16;

  /** S of AES-CM-128, octets. */
  public static final int AES_CM_SALT_LENGTH = 14;

  /** S of AES-KW-128, octets: it is the key wrap IV. */
  public static final int AES_KW_SALT_LENGTH = 8;

  private KeyDataCiphers() {}

  /**
   * The first counter block of AES-CM: (S XOR (0x0000 || CSB ID || T)) || 0x0000.
   *
   * @param salt S, 14 octets
   * @param protection gives CSB ID and T
   * @return 16 octets
   * @throws InvalidKeyException if S has another length
   */
  public static byte[] aesCmCounterBlock(Octets salt, KeyDataProtection protection)
      throws InvalidKeyException {
    if (salt.length() != AES_CM_SALT_LENGTH) {
      throw new InvalidKeyException("AES-CM-128 takes a salt of 112 bits");
    }
    byte[] block =
        ByteBuffer.allocate(16)
            .putShort((short) 0)
            .putInt(protection.csbId())
            .putLong(protection.timestamp())
            .array();
    byte[] s = salt.toArray();
    for (int i = 0; i < s.length; i++) {
      block[i] ^= s[i];
    }
    Arrays.fill(s, (byte) 0);
    return block;
  }

  /** Whether AES key wrap takes key data of so many octets (RFC 3394 section 2). */
  public static boolean fitsAesKeyWrap(int octets) {
    return octets >= 16 && octets % 8 == 0;
  }

  /** The rule that {@link #fitsAesKeyWrap} found broken, for an error message. */
  public static String keyWrapLengthRule(int octets) {
    return "AES-KW-128 wraps a multiple of 8 octets, at least 16, and RFC 3830 has no padding; this"
        + " key data has "
        + octets
        + ": choose a key of 20 octets, or a KV field that completes it";
  }
}
