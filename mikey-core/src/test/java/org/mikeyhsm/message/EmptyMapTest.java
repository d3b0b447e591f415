package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 4563 5. */
class EmptyMapTest {
  private static DecodedMessage decode(String hex) throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(Wire.hex(hex));
    assertArrayEquals(Wire.hex(hex), decoded.message().encode());
    return decoded;
  }

  @Test
  void hasNoMapInfo() throws MikeyFormatException {
    DecodedMessage none = decode("01 0b 00 80 01020304 00 01");
    assertEquals(new EmptyMap(0), none.message().header().csIdMap());
    assertEquals(10, none.trace().get(0).length());
    assertEquals(
        Optional.of("Empty map"), Wire.field(none.trace().get(0), "csIdMapType").meaning());
    assertEquals(List.of(), none.diagnostics());
  }

  @Test
  void mayStandForCryptoSessions() throws MikeyFormatException {
    DecodedMessage three = decode("01 0b 0c 00 01020304 03 01 00 01 0000");
    assertEquals(new EmptyMap(3), three.message().header().csIdMap());
    assertEquals(10, three.offsetOf(0));
    assertEquals(
        List.of("HDR at octet 10: #CS is 3, but the empty map tells nothing of them"),
        three.diagnostics());
  }

  @Test
  void excludesPolicies() throws MikeyFormatException {
    assertEquals(
        List.of("HDR at octet 10: an SP together with the empty map, which RFC 4563 5 forbids"),
        decode("01 00 0a 00 01020304 00 01 00 00 00 0000").diagnostics());
  }

  @Test
  void holdsWhatItsFieldHolds() {
    assertEquals(255, new EmptyMap(255).count());
    assertThrows(IllegalArgumentException.class, () -> new EmptyMap(256));
    assertThrows(IllegalArgumentException.class, () -> new EmptyMap(-1));
  }
}
