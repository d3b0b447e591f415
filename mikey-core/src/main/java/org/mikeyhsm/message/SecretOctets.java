package org.mikeyhsm.message;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Octets of a key that a decoder had to take into host memory, wiped by {@link #close()}. Nothing
 * about the value can be read from {@link #toString()}.
 *
 * <p>Thread-safe. Whoever receives one closes it. A closed one has length zero.
 */
public final class SecretOctets implements AutoCloseable {
  private byte[] value;

  private SecretOctets(byte[] value) {
    this.value = value;
  }

  /** A copy of {@code length} octets of {@code source} from {@code offset}; wipe the source. */
  public static SecretOctets copyOf(byte[] source, int offset, int length) {
    return new SecretOctets(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** A copy of {@code source}; wipe the source. */
  public static SecretOctets copyOf(byte[] source) {
    return new SecretOctets(source.clone());
  }

  /** The length in octets, zero once closed. */
  public synchronized int length() {
    return value.length;
  }

  /** A copy that the caller must wipe. */
  public synchronized byte[] copy() {
    return value.clone();
  }

  /** Overwrites the octets with zeros and forgets them. Further calls do nothing. */
  @Override
  public synchronized void close() {
    Arrays.fill(value, (byte) 0);
    value = new byte[0];
  }

  /** Whether both hold the same octets, in time that depends on the lengths only. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SecretOctets that)) {
      return false;
    }
    byte[] mine = copy();
    byte[] theirs = that.copy();
    try {
      return MessageDigest.isEqual(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** By length only, so that no function of the value is published. */
  @Override
  public int hashCode() {
    return length();
  }

  @Override
  public String toString() {
    return "SecretOctets[" + length() + " octets]";
  }
}
