package org.mikeyhsm.vectors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The same "random" octets at every run: the hashes of a seed and a counter. The product is handed
 * it as any other source; there is nothing in the product that would know of it.
 */
final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient MessageDigest digest;
  private final String seed;
  private final transient List<byte[]> draws = new ArrayList<>();
  private int counter;

  SeededRandom(String seed) throws NoSuchAlgorithmException {
    this.seed = seed;
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  /** The latest draw of so many octets. */
  byte[] latest(int length) {
    return draws.stream()
        .filter(draw -> draw.length == length)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  @Override
  public synchronized void nextBytes(byte[] octets) {
    int done = 0;
    while (done < octets.length) {
      byte[] block = digest.digest((seed + " " + counter++).getBytes(StandardCharsets.US_ASCII));
      int take = Math.min(block.length, octets.length - done);
      System.arraycopy(block, 0, octets, done, take);
      done += take;
    }
    draws.add(octets.clone());
  }
}
