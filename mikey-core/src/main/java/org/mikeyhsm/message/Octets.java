package org.mikeyhsm.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable octet string that may be shown: identities, nonces, ciphertexts, MACs, salts. Never
 * a key; those are {@link java.security.Key} objects or {@link SecretOctets}.
 *
 * <p>Thread-safe. Equality is by content and is not constant-time; a received MAC is compared with
 * {@link java.security.MessageDigest#isEqual}.
 */
public final class Octets {
  private static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] value;

  private Octets(byte[] value) {
    this.value = value;
  }

  /** The octet string of length zero. */
  public static Octets empty() {
    return EMPTY;
  }

  /** A copy of {@code value}. */
  public static Octets of(byte[] value) {
    return value.length == 0 ? EMPTY : new Octets(value.clone());
  }

  /**
   * A copy of the octets of {@code value} from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IndexOutOfBoundsException if the range is not inside {@code value}
   */
  public static Octets of(byte[] value, int from, int to) {
    Objects.checkFromToIndex(from, to, value.length);
    return from == to ? EMPTY : new Octets(Arrays.copyOfRange(value, from, to));
  }

  /**
   * Parses hexadecimal digits, upper or lower case, without separators.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else
   */
  public static Octets ofHex(String hex) {
    return new Octets(HexFormat.of().parseHex(hex));
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Octets ofUtf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The length in octets. */
  public int length() {
    return value.length;
  }

  /** Whether the length is zero. */
  public boolean isEmpty() {
    return value.length == 0;
  }

  /** The octets from {@code from} (inclusive) to {@code to} (exclusive). */
  public Octets slice(int from, int to) {
    return of(value, from, to);
  }

  /** A copy that the caller owns. */
  public byte[] toArray() {
    return value.clone();
  }

  /** The octets themselves, for readers of this package; nobody writes to them. */
  byte[] shared() {
    return value;
  }

  /** Lower-case hexadecimal digits without separators. */
  public String toHex() {
    return HexFormat.of().formatHex(value);
  }

  /** The number that at most 8 octets are, in network order; its highest bit may be set. */
  long toLong() {
    long number = 0;
    for (byte octet : value) {
      number = number << 8 | octet & 0xFF;
    }
    return number;
  }

  /** The octets decoded as UTF-8, malformed input replaced by U+FFFD. */
  public String toUtf8() {
    return new String(value, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /** The hexadecimal form, as {@link #toHex()}. */
  @Override
  public String toString() {
    return toHex();
  }
}
