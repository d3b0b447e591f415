package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RandPayloadTest {
  private static final String SIXTEEN = "00112233445566778899aabbccddeeff";

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new RandPayload(Octets.ofHex(SIXTEEN)),
        Wire.decodeOnly(RandPayload.class, 11, "00 10 " + SIXTEEN));
    assertEquals(new RandPayload(Octets.empty()), Wire.decodeOnly(RandPayload.class, 11, "00 00"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(11, "00 10 " + SIXTEEN);
    assertEquals(11, trace.type());
    assertEquals("RAND", trace.name());
    assertEquals(10, trace.offset());
    assertEquals(18, trace.length());
    assertEquals("Last payload", Wire.field(trace, "nextPayload").meaning().orElseThrow());
    assertEquals(16, Wire.field(trace, "randLength").value());
    assertEquals(SIXTEEN, Wire.field(trace, "rand").value());
  }

  @Test
  void saysWhenItIsShort() throws MikeyFormatException {
    assertEquals(List.of(), Wire.diagnostics(11, "00 10 " + SIXTEEN));
    assertEquals(
        List.of("RAND at octet 11: RAND of 1 octets is shorter than the recommended 16"),
        Wire.diagnostics(11, "00 01 00"));
  }

  @Test
  void refusesALengthBeyondTheMessage() {
    Wire.assertRefused(Wire.message(11, "00 10 0011"), "RAND", 12, "16 octets needed, 2 left");
    Wire.assertRefused(Wire.message(11, "00"), "RAND", 11, "randLength");
    Wire.assertRefused(Wire.message(11, ""), "RAND", 10, "nextPayload");
  }

  @Test
  void refusesMoreThanTheLengthFieldSays() {
    assertThrows(IllegalArgumentException.class, () -> new RandPayload(Octets.of(new byte[256])));
  }
}
