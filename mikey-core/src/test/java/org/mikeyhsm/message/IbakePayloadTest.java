package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 6267 6.1.1. */
class IbakePayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new IbakePayload(Octets.ofHex("aabbcc")),
        Wire.decodeOnly(IbakePayload.class, 22, "00 0003 aabbcc"));
    assertEquals(
        new IbakePayload(Octets.empty()), Wire.decodeOnly(IbakePayload.class, 22, "00 0000"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(22, "00 0002 aabb");
    assertEquals("IBAKE", trace.name());
    assertEquals("RFC 6267 6.1.1", trace.section());
    assertEquals(2, Wire.field(trace, "encrDataLength").value());
    assertEquals("aabb", Wire.field(trace, "encrData").value());
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(22, "00 0002 aa"), "IBAKE", 13, "2 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(IllegalArgumentException.class, () -> new IbakePayload(tooLong));
  }
}
