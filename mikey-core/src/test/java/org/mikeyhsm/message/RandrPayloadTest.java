package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6043 6.8. */
class RandrPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new RandrPayload(RandRole.KMS, Octets.ofHex("11".repeat(16))),
        Wire.decodeOnly(RandrPayload.class, 15, "00 03 10 " + "11".repeat(16)));
    assertEquals(
        new RandrPayload(new RandRole(255), Octets.empty()),
        Wire.decodeOnly(RandrPayload.class, 15, "00 ff 00"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(15, "00 01 10 " + "11".repeat(16));
    assertEquals("RANDR", trace.name());
    assertEquals("Initiator (RANDRi)", Wire.field(trace, "randRole").meaning().orElseThrow());
    assertEquals(16, Wire.field(trace, "randLength").value());
    assertEquals("11".repeat(16), Wire.field(trace, "rand").value());
    assertEquals(
        List.of(
            "RANDR at octet 11: randRole 0 is reserved",
            "RANDR at octet 12: RAND of 1 octets is shorter than the recommended 16"),
        Wire.diagnostics(15, "00 00 01 aa"));
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(15, "00 01 ff 00"), "RANDR", 13, "255 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[256]);
    assertThrows(
        IllegalArgumentException.class, () -> new RandrPayload(RandRole.INITIATOR, tooLong));
  }
}
