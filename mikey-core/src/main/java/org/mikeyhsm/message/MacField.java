package org.mikeyhsm.message;

/** A MAC whose length follows from its algorithm, as KEMAC and V have it (RFC 3830 Table 6.2.b). */
final class MacField {
  private MacField() {}

  /**
   * Accepts a MAC of its algorithm's length.
   *
   * @throws IllegalArgumentException otherwise
   */
  static void check(MacAlg alg, Octets mac) {
    int expected =
        alg.macLength()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "MAC algorithm " + alg.value() + " has no known length"));
    if (mac.length() != expected) {
      throw new IllegalArgumentException(
          alg.name() + " has " + expected + " octets, not " + mac.length());
    }
  }

  /** The length of a MAC about to be read; {@code at} is the offset of the algorithm. */
  static int length(OctetReader in, int at, MacAlg alg) throws MikeyFormatException {
    return alg.macLength()
        .orElseThrow(
            () ->
                in.error(
                    at,
                    "MAC algorithm "
                        + alg.value()
                        + " ("
                        + alg.name()
                        + ") is not known, so the length of its MAC cannot be known"));
  }
}
