package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.ORDER;

import java.util.Arrays;
import org.mikeyhsm.crypto.field.Field1024;

/** Integers modulo q: identifiers and the r of a message. */
final class SakkeScalars {
  private SakkeScalars() {}

  /**
   * The identifier as an integer in 2 to q - 1 (RFC 6508 section 2.2), in 128 octets.
   *
   * @throws IllegalArgumentException if it is no such integer
   */
  static byte[] identifier(byte[] identifier) {
    int start = 0;
    while (start < identifier.length && identifier[start] == 0) {
      start++;
    }
    final int length = identifier.length - start;
    final byte[] octets = new byte[Field1024.OCTETS];
    if (length <= octets.length) {
      System.arraycopy(identifier, start, octets, octets.length - length, length);
    }
    final boolean tooSmall = length == 0 || length == 1 && identifier[start] == 1;
    if (tooSmall || length > octets.length || !ORDER.isReduced(octets, 0)) {
      throw new IllegalArgumentException(
          "an identifier, taken as an integer, is 2 to q - 1 (RFC 6508 section 2.2): at most 1022"
              + " bits, not all zero");
    }
    return octets;
  }

  /** The digits of r = HashToIntegerRange(SSV || b, q, SHA-256), and those of r b modulo q. */
  static Digits forMessage(byte[] ssv, byte[] identifier, byte[] number, Workspace space) {
    final long[] r = space.element();
    final long[] b = space.element();
    final byte[] expanded = IntegerRangeHash.expand(Field1024.OCTETS, ssv, identifier);
    ORDER.decode(r, expanded, 0, space.scratch);
    ORDER.decode(b, number, 0, space.scratch);
    ORDER.multiply(b, b, r, space.scratch);
    final Digits digits = new Digits(digits(r, space), digits(b, space));
    Arrays.fill(expanded, (byte) 0);
    return digits;
  }

  /** The digits of a number modulo q. */
  static long[] digits(long[] number, Workspace space) {
    final byte[] octets = ORDER.encode(number, space.scratch);
    final long[] digits = SignedDigits.of(octets, space);
    Arrays.fill(octets, (byte) 0);
    return digits;
  }

  /**
   * What multiplies the KMS Public Key, and P.
   *
   * @param r the digits of r
   * @param rb the digits of r b
   */
  record Digits(long[] r, long[] rb) {}
}
