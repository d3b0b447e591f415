package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;

/**
 * The arithmetic of RFC 3830 section 4.1.2 over whatever computes the HMACs: host memory, or a
 * token by C_Sign on a handle.
 */
public final class MikeyPrf {
  /** The inkey is split into blocks of so many octets (256 bits). */
  public static final int BLOCK_LENGTH = 32;

  private MikeyPrf() {}

  /** HMAC keyed with one block of the inkey. */
  @FunctionalInterface
  public interface Hmac {
    /**
     * Computes the HMAC of {@code data}.
     *
     * @throws InvalidKeyException if the key cannot be used
     */
    byte[] compute(byte[] data) throws InvalidKeyException;
  }

  /** The number n of blocks of an inkey, the last one possibly shorter. */
  public static int blockCount(int inkeyLength) {
    return (inkeyLength + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
  }

  /**
   * Computes PRF(inkey, label): the XOR of P(s_i, label, m) over the blocks s_i.
   *
   * @param blocks the HMACs keyed with s_1 to s_n
   * @param hashLength the HMAC's output in octets (20 for MIKEY-1)
   * @param label the label
   * @param length of the output in octets
   * @return the output key, which the caller wipes
   * @throws InvalidKeyException if a block cannot be used
   */
  public static byte[] derive(List<Hmac> blocks, int hashLength, byte[] label, int length)
      throws InvalidKeyException {
    byte[] output = new byte[length];
    boolean done = false;
    try {
      for (Hmac block : blocks) {
        xorP(block, hashLength, label, output);
      }
      done = true;
      return output;
    } finally {
      if (!done) {
        Arrays.fill(output, (byte) 0);
      }
    }
  }

  /** XORs P(s, label, m) = HMAC(s, A_1 || label) || HMAC(s, A_2 || label) || ... into output. */
  private static void xorP(Hmac hmac, int hashLength, byte[] label, byte[] output)
      throws InvalidKeyException {
    byte[] a = label;
    byte[] seed = new byte[hashLength + label.length];
    System.arraycopy(label, 0, seed, hashLength, label.length);
    try {
      for (int done = 0; done < output.length; done += hashLength) {
        byte[] next = hmac.compute(a);
        wipe(a, label);
        a = next;
        System.arraycopy(a, 0, seed, 0, hashLength);
        byte[] part = hmac.compute(seed);
        int take = Math.min(hashLength, output.length - done);
        for (int i = 0; i < take; i++) {
          output[done + i] ^= part[i];
        }
        Arrays.fill(part, (byte) 0);
      }
    } finally {
      wipe(a, label);
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static void wipe(byte[] a, byte[] label) {
    if (a != label) {
      Arrays.fill(a, (byte) 0);
    }
  }
}
