package org.mikeyhsm.message;

import java.util.OptionalInt;

/** A field whose length follows from the code point in front of it. */
final class ImplicitLength {
  private ImplicitLength() {}

  /**
   * Accepts octets of the length that their code point says.
   *
   * @throws IllegalArgumentException otherwise
   */
  static void check(String what, CodePoint codePoint, OptionalInt expected, Octets octets) {
    if (expected.isEmpty()) {
      throw new IllegalArgumentException(what + " " + codePoint.value() + " has no known length");
    }
    if (octets.length() != expected.getAsInt()) {
      throw new IllegalArgumentException(
          codePoint.name() + " has " + expected.getAsInt() + " octets, not " + octets.length());
    }
  }

  /** The length of a field about to be read; {@code at} is the offset of the code point. */
  static int of(OctetReader in, int at, String what, CodePoint codePoint, OptionalInt length)
      throws MikeyFormatException {
    return length.orElseThrow(
        () ->
            in.error(
                at,
                what
                    + " "
                    + codePoint.value()
                    + " ("
                    + codePoint.name()
                    + ") is not known, so the length of what follows cannot be known"));
  }
}
