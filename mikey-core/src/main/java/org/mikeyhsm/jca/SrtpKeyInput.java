package org.mikeyhsm.jca;

import java.util.Arrays;
import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * What SRTP's key derivation takes besides the master key (RFC 3711 section 4.3.1).
 *
 * @param masterSalt 14 octets; 12, of AES-GCM, become 14 by two zero octets at the end (RFC 7714
 *     erratum 4938)
 * @param label what is derived
 * @param r the packet index DIV the key derivation rate, 48 bits; 0 for a rate of 0
 */
public record SrtpKeyInput(Octets masterSalt, SrtpLabel label, long r) {
  private static final int GCM_SALT_LENGTH = 12;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SrtpKeyInput {
    Objects.requireNonNull(label, "label");
    if (masterSalt.length() == GCM_SALT_LENGTH) {
      masterSalt = Octets.of(Arrays.copyOf(masterSalt.toArray(), SrtpCounterBlocks.SALT_LENGTH));
    }
    if (masterSalt.length() != SrtpCounterBlocks.SALT_LENGTH) {
      throw new IllegalArgumentException(
          "an SRTP master salt has 14 octets, or 12 for AES-GCM, not " + masterSalt.length());
    }
    if (r < 0 || r >>> 48 != 0) {
      throw new IllegalArgumentException("an SRTP packet index has 48 bits");
    }
  }

  /**
   * What AES encrypts to yield the key.
   *
   * @param length octets of the key
   * @return as {@link SrtpCounterBlocks#of}
   * @throws IllegalArgumentException if the length is out of range
   */
  public byte[] counterBlocks(int length) {
    return SrtpCounterBlocks.of(masterSalt, label, r, length);
  }
}
