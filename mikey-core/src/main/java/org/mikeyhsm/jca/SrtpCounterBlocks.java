package org.mikeyhsm.jca;

import java.nio.ByteBuffer;
import org.mikeyhsm.message.Octets;

/** The AES input of SRTP's key derivation, which both providers encrypt. */
public final class SrtpCounterBlocks {
  private static final int BLOCK = 16;

  /** The master salt has so many octets (RFC 3711 section 8.2). */
  public static final int SALT_LENGTH = 14;

  private SrtpCounterBlocks() {}

  /**
   * The counter blocks x * 2^16, x * 2^16 + 1, ... of RFC 3711 section 4.3.3, where x is key_id XOR
   * master_salt and key_id is label || r (section 4.3.1).
   *
   * @param masterSalt 14 octets
   * @param r the packet index DIV the key derivation rate, 48 bits; 0 for a rate of 0
   * @param length octets of the key to derive, at most 16 * 2^16
   * @return as many blocks of 16 octets as cover {@code length}
   * @throws IllegalArgumentException if a size is out of range
   */
  public static byte[] of(Octets masterSalt, SrtpLabel label, long r, int length) {
    if (masterSalt.length() != SALT_LENGTH) {
      throw new IllegalArgumentException(
          "an SRTP master salt has 14 octets, not " + masterSalt.length());
    }
    if (r < 0 || r >>> 48 != 0) {
      throw new IllegalArgumentException("an SRTP packet index has 48 bits");
    }
    if (length < 1 || length > DerivedKeySpec.MAX_LENGTH) {
      throw new IllegalArgumentException("an SRTP session key has 1 to 512 octets");
    }
    byte[] x = masterSalt.toArray();
    x[7] ^= (byte) label.code();
    for (int i = 0; i < 6; i++) {
      x[13 - i] ^= (byte) (r >>> (Byte.SIZE * i));
    }
    int count = (length + BLOCK - 1) / BLOCK;
    ByteBuffer blocks = ByteBuffer.allocate(count * BLOCK);
    for (int i = 0; i < count; i++) {
      blocks.put(x).putShort((short) i);
    }
    return blocks.array();
  }
}
