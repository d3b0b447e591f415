package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final String TEXT = "a\u00ed\u20ac\uD83D\uDD11";

  @Test
  void encodesAndDecodes() throws CharacterCodingException {
    byte[] octets = TEXT.getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(octets, Utf8.encode(TEXT.toCharArray()));
    assertArrayEquals(TEXT.toCharArray(), Utf8.decode(octets, octets.length));
    assertArrayEquals(new char[] {'a'}, Utf8.decode(octets, 1));
  }

  @Test
  void refusesWhatIsMalformed() {
    assertThrows(CharacterCodingException.class, () -> Utf8.encode(new char[] {'\uD83D', 'a'}));
    assertThrows(CharacterCodingException.class, () -> Utf8.decode(new byte[] {(byte) 0xE9}, 1));
  }
}
