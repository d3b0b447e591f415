package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 3830 6.8. */
class ChashPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new ChashPayload(HashFunc.SHA_1, Octets.ofHex("11".repeat(20))),
        Wire.decodeOnly(ChashPayload.class, 8, "00 00 " + "11".repeat(20)));
    assertEquals(
        new ChashPayload(HashFunc.MD5, Octets.ofHex("22".repeat(16))),
        Wire.decodeOnly(ChashPayload.class, 8, "00 01 " + "22".repeat(16)));
    assertEquals(
        new ChashPayload(HashFunc.SHA_256, Octets.ofHex("33".repeat(32))),
        Wire.decodeOnly(ChashPayload.class, 8, "00 02 " + "33".repeat(32)));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(8, "00 02 " + "33".repeat(32));
    assertEquals("CHASH", trace.name());
    assertEquals("SHA-256", Wire.field(trace, "hashFunc").meaning().orElseThrow());
    assertEquals("33".repeat(32), Wire.field(trace, "hash").value());
  }

  @Test
  void refusesAHashWhoseLengthIsNotKnown() {
    Wire.assertRefused(
        Wire.message(8, "00 03 00"), "CHASH", 11, "hash function 3 (unassigned) is not known");
    Wire.assertRefused(Wire.message(8, "00 00 00"), "CHASH", 12, "20 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets twenty = Octets.of(new byte[20]);
    assertThrows(IllegalArgumentException.class, () -> new ChashPayload(HashFunc.MD5, twenty));
    assertThrows(IllegalArgumentException.class, () -> new ChashPayload(new HashFunc(3), twenty));
  }
}
