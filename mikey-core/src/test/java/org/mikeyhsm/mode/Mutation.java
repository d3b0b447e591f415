package org.mikeyhsm.mode;

import java.util.Arrays;
import java.util.Random;
import org.mikeyhsm.message.Octets;

/** Changes messages at random: octets, bits, pieces cut out, doubled or taken from another. */
public final class Mutation {
  private Mutation() {}

  /** Another message than {@code message}. */
  public static Octets of(Octets message, Octets other, Random random) {
    Octets mutated = message;
    while (mutated.equals(message) || mutated.equals(other)) {
      byte[] octets = mutated.toArray();
      int rounds = 1 + random.nextInt(3);
      for (int i = 0; i < rounds && octets.length > 1; i++) {
        octets = once(octets, other.toArray(), random);
      }
      mutated = Octets.of(octets);
    }
    return mutated;
  }

  private static byte[] once(byte[] octets, byte[] other, Random random) {
    int at = random.nextInt(octets.length);
    int length = Math.min(1 + random.nextInt(16), octets.length - at);
    switch (random.nextInt(6)) {
      case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> octets[at] = (byte) random.nextInt();
      case 2 -> Arrays.fill(octets, at, at + length, (byte) -random.nextInt(2));
      case 3 -> {
        return join(octets, at, new byte[0], at + length);
      }
      case 4 -> {
        return join(octets, at, Arrays.copyOfRange(octets, at, at + length), at);
      }
      default -> {
        int from = random.nextInt(other.length);
        int to = Math.min(from + length, other.length);
        return join(octets, at, Arrays.copyOfRange(other, from, to), at + length);
      }
    }
    return octets;
  }

  private static byte[] join(byte[] octets, int to, byte[] middle, int from) {
    byte[] result = Arrays.copyOf(octets, to + middle.length + octets.length - from);
    System.arraycopy(middle, 0, result, to, middle.length);
    System.arraycopy(octets, from, result, to + middle.length, octets.length - from);
    return result;
  }
}
