package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(IdPayload.uri("a@b"), Wire.decodeOnly(IdPayload.class, 6, "00 01 0003 614062"));
    assertEquals(IdPayload.nai("a@b"), Wire.decodeOnly(IdPayload.class, 6, "00 00 0003 614062"));
    assertEquals(
        new IdPayload(IdType.BYTE_STRING, Octets.ofHex("ff00")),
        Wire.decodeOnly(IdPayload.class, 6, "00 02 0002 ff00"));
    assertEquals(IdPayload.nai(""), Wire.decodeOnly(IdPayload.class, 6, "00 00 0000"));
  }

  @Test
  void isTextInUtf8() {
    assertEquals(Octets.ofHex("c3a9"), IdPayload.uri("\u00e9").data());
  }

  @Test
  void showsATextThatATerminalCanBear() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(6, "00 01 0006 61 1b 5b 32 4a ff");
    assertEquals("611b5b324aff", Wire.field(trace, "data").value());
    assertEquals(Optional.of("a\ufffd[2J\ufffd"), Wire.field(trace, "data").meaning());
  }

  @Test
  void showsByteStringsInHexOnly() throws MikeyFormatException {
    assertEquals(Optional.empty(), Wire.field(Wire.trace(6, "00 02 0001 61"), "data").meaning());
  }

  @Test
  void saysWhenTheTypeIsUnassigned() throws MikeyFormatException {
    assertEquals(
        List.of("ID at octet 11: idType 3 is unassigned"), Wire.diagnostics(6, "00 03 0000"));
    assertEquals(List.of(), Wire.diagnostics(6, "00 f1 0000"));
  }

  @Test
  void refusesAHugeLength() {
    Wire.assertRefused(Wire.message(6, "00 00 ffff 61"), "ID", 14, "65535 octets needed, 1 left");
    assertThrows(IllegalArgumentException.class, () -> IdPayload.uri("x".repeat(65536)));
  }
}
