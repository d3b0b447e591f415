package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3830 6.3. */
class PkePayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new PkePayload(CacheIndicator.CACHE_FOR_CSB, Octets.ofHex("aabbcc")),
        Wire.decodeOnly(PkePayload.class, 2, "00 8003 aabbcc"));
    assertEquals(
        new PkePayload(CacheIndicator.NO_CACHE, Octets.empty()),
        Wire.decodeOnly(PkePayload.class, 2, "00 0000"));
    Wire.decodeOnly(PkePayload.class, 2, "00 7fff " + "11".repeat(16383));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(2, "00 4001 aa");
    assertEquals("PKE", trace.name());
    assertEquals("RFC 3830 6.3", trace.section());
    assertEquals("Cache", Wire.field(trace, "cache").meaning().orElseThrow());
    assertEquals(1, Wire.field(trace, "dataLength").value());
    assertEquals(11, Wire.field(trace, "dataLength").offset());
    assertEquals("aa", Wire.field(trace, "data").value());
    assertEquals(List.of("PKE at octet 11: cache 3 is unassigned"), Wire.diagnostics(2, "00 c000"));
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(2, "00 3fff aa"), "PKE", 13, "16383 octets needed, 1 left");
    Wire.assertRefused(Wire.message(2, "00 40"), "PKE", 11, "C and data length is cut short");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[16384]);
    assertThrows(
        IllegalArgumentException.class, () -> new PkePayload(CacheIndicator.CACHE, tooLong));
  }
}
