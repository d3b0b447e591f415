package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 6267 6.1.2. */
class EskPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new EskPayload(Octets.ofHex("aabbcc")),
        Wire.decodeOnly(EskPayload.class, 23, "00 0003 aabbcc"));
    assertEquals(new EskPayload(Octets.empty()), Wire.decodeOnly(EskPayload.class, 23, "00 0000"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(23, "00 0002 aabb");
    assertEquals("ESK", trace.name());
    assertEquals("RFC 6267 6.1.2", trace.section());
    assertEquals(2, Wire.field(trace, "encrDataLength").value());
    assertEquals("aabb", Wire.field(trace, "encrData").value());
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(23, "00 0002 aa"), "ESK", 13, "2 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(IllegalArgumentException.class, () -> new EskPayload(tooLong));
  }
}
