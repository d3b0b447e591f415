package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class VerificationPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    for (MacAlg alg : new MacAlg[] {MacAlg.NULL, MacAlg.HMAC_SHA_1_160, MacAlg.HMAC_SHA_256_256}) {
      String mac = "c4".repeat(alg.macLength().orElseThrow());
      assertEquals(
          new VerificationPayload(alg, Octets.ofHex(mac)),
          Wire.decodeOnly(VerificationPayload.class, 9, "00 %02x %s".formatted(alg.value(), mac)));
    }
  }

  @Test
  void refusesAnAlgorithmWhoseLengthIsNotKnown() {
    Wire.assertRefused(Wire.message(9, "00 03 00"), "V", 11, "MAC algorithm 3 (unassigned)");
    assertThrows(
        IllegalArgumentException.class,
        () -> new VerificationPayload(new MacAlg(3), Octets.empty()));
  }

  @Test
  void refusesAnotherLength() {
    Wire.assertRefused(
        Wire.message(9, "00 01 " + "00".repeat(19)), "V", 12, "20 octets needed, 19 left");
    Wire.assertRefused(
        Wire.message(9, "00 01 " + "00".repeat(21)), "V", 32, "followed by 1 more octet");
    assertThrows(
        IllegalArgumentException.class,
        () -> new VerificationPayload(MacAlg.HMAC_SHA_1_160, Octets.of(new byte[19])));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(9, "00 01 " + "0f".repeat(20));
    assertEquals("V", trace.name());
    assertEquals("HMAC-SHA-1-160", Wire.field(trace, "authAlg").meaning().orElseThrow());
    assertEquals("0f".repeat(20), Wire.field(trace, "data").value());
  }
}
