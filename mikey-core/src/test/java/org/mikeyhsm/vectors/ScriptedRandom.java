package org.mikeyhsm.vectors;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Gives the octets it was told to, in order, and no more. */
final class ScriptedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private byte[] script = {};
  private int used;

  /** Appends octets in hexadecimal. */
  void expect(String... hex) {
    byte[] more = HexFormat.of().parseHex(String.join("", hex));
    byte[] rest = Arrays.copyOfRange(script, used, script.length);
    script = PlainCrypto.concat(rest, more);
    used = 0;
  }

  /** Whether all octets were taken. */
  boolean isUsedUp() {
    return used == script.length;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    if (bytes.length > script.length - used) {
      throw new IllegalStateException("more random octets are taken than the vector has");
    }
    System.arraycopy(script, used, bytes, 0, bytes.length);
    used += bytes.length;
  }
}
