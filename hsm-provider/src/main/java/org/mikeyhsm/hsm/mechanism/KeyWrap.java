package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.BadPaddingException;

/** AES key wrap (RFC 3394 section 2.2) with any IV, over whatever computes the single blocks. */
final class KeyWrap {
  private static final int HALF = 8;
  private static final int BLOCK = 16;
  private static final int ROUNDS = 6;

  private KeyWrap() {}

  /** AES on one block. */
  @FunctionalInterface
  interface BlockCipher {
    /** The transform of 16 octets, which the caller wipes. */
    byte[] apply(byte[] block) throws GeneralSecurityException;
  }

  /**
   * Wraps (RFC 3394 section 2.2.1).
   *
   * @param encrypt AES encryption with the KEK
   * @param iv 8 octets
   * @param clear a multiple of 8 octets, at least 16
   * @return 8 octets more than {@code clear}
   */
  static byte[] wrap(BlockCipher encrypt, byte[] iv, byte[] clear) throws GeneralSecurityException {
    byte[] result = new byte[HALF + clear.length];
    System.arraycopy(clear, 0, result, HALF, clear.length);
    byte[] block = new byte[BLOCK];
    boolean done = false;
    try {
      System.arraycopy(iv, 0, block, 0, HALF);
      int n = clear.length / HALF;
      for (int t = 1; t <= ROUNDS * n; t++) {
        int at = HALF * ((t - 1) % n + 1);
        System.arraycopy(result, at, block, HALF, HALF);
        replace(block, encrypt);
        System.arraycopy(block, HALF, result, at, HALF);
        xorCounter(block, t);
      }
      System.arraycopy(block, 0, result, 0, HALF);
      done = true;
      return result;
    } finally {
      Arrays.fill(block, (byte) 0);
      if (!done) {
        Arrays.fill(result, (byte) 0);
      }
    }
  }

  /**
   * Unwraps (RFC 3394 section 2.2.2) and checks the IV.
   *
   * @param decrypt AES decryption with the KEK
   * @param iv 8 octets
   * @param wrapped what {@link #wrap} gave, or what somebody made up
   * @return the clear octets, which the caller wipes
   * @throws BadPaddingException if it is not what was wrapped, whatever is wrong
   */
  static byte[] unwrap(BlockCipher decrypt, byte[] iv, byte[] wrapped)
      throws GeneralSecurityException {
    if (wrapped.length < HALF + BLOCK || wrapped.length % HALF != 0) {
      throw refused();
    }
    byte[] clear = Arrays.copyOfRange(wrapped, HALF, wrapped.length);
    byte[] block = new byte[BLOCK];
    boolean done = false;
    try {
      System.arraycopy(wrapped, 0, block, 0, HALF);
      int n = clear.length / HALF;
      for (int t = ROUNDS * n; t >= 1; t--) {
        int at = HALF * ((t - 1) % n);
        xorCounter(block, t);
        System.arraycopy(clear, at, block, HALF, HALF);
        replace(block, decrypt);
        System.arraycopy(block, HALF, clear, at, HALF);
      }
      if (!MessageDigest.isEqual(Arrays.copyOf(block, HALF), iv)) {
        throw refused();
      }
      done = true;
      return clear;
    } finally {
      Arrays.fill(block, (byte) 0);
      if (!done) {
        Arrays.fill(clear, (byte) 0);
      }
    }
  }

  private static void replace(byte[] block, BlockCipher cipher) throws GeneralSecurityException {
    byte[] next = cipher.apply(block);
    System.arraycopy(next, 0, block, 0, BLOCK);
    Arrays.fill(next, (byte) 0);
  }

  /** A = A XOR t, t as a 64-bit number. */
  private static void xorCounter(byte[] block, int t) {
    for (int i = 0; i < Integer.BYTES; i++) {
      block[HALF - 1 - i] ^= (byte) (t >>> (Byte.SIZE * i));
    }
  }

  private static BadPaddingException refused() {
    return new BadPaddingException("the key data does not decrypt");
  }
}
