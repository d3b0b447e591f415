package org.mikeyhsm.jca;

import java.util.Objects;

/**
 * The key that a {@link KeyDerivation} shall make.
 *
 * @param use what the key is for
 * @param length in octets, 1 to {@value #MAX_LENGTH}
 * @param place where it shall live
 */
public record DerivedKeySpec(KeyUse use, int length, KeyPlace place) {

  /** The longest output in octets: far more than any MIKEY key needs. */
  public static final int MAX_LENGTH = 512;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public DerivedKeySpec {
    Objects.requireNonNull(use, "use");
    Objects.requireNonNull(place, "place");
    if (length < 1 || length > MAX_LENGTH) {
      throw new IllegalArgumentException("a derived key has 1 to 512 octets, not " + length);
    }
  }

  /** A key that stays with the provider. */
  public static DerivedKeySpec held(KeyUse use, int length) {
    return new DerivedKeySpec(use, length, KeyPlace.PROVIDER);
  }
}
