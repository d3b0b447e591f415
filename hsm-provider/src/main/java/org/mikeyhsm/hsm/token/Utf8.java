package org.mikeyhsm.hsm.token;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 for PINs: leaves no copy behind, as the JDK's one-line ways do. */
final class Utf8 {
  private static final int MAX_OCTETS_PER_CHAR = 3;

  private Utf8() {}

  /** The characters of the first {@code length} octets. */
  static char[] decode(byte[] octets, int length) throws CharacterCodingException {
    CharBuffer out = CharBuffer.allocate(length);
    try {
      check(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(octets, 0, length), out, true));
      return Arrays.copyOf(out.array(), out.position());
    } finally {
      Arrays.fill(out.array(), '\0');
    }
  }

  /** The octets of {@code chars}. */
  static byte[] encode(char[] chars) throws CharacterCodingException {
    ByteBuffer out = ByteBuffer.allocate(chars.length * MAX_OCTETS_PER_CHAR);
    try {
      check(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars), out, true));
      return Arrays.copyOf(out.array(), out.position());
    } finally {
      Arrays.fill(out.array(), (byte) 0);
    }
  }

  private static void check(CoderResult result) throws CharacterCodingException {
    if (!result.isUnderflow()) {
      result.throwException();
    }
  }
}
