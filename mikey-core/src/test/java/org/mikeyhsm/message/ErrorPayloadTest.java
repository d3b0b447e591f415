package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorPayloadTest {
  @Test
  void isReadAndWrittenWithItsReservedBits() throws MikeyFormatException {
    assertEquals(
        new ErrorPayload(ErrorNo.INVALID_TS, 0),
        Wire.decodeOnly(ErrorPayload.class, 12, "00 01 0000"));
    assertEquals(
        new ErrorPayload(new ErrorNo(200), 0xbeef),
        Wire.decodeOnly(ErrorPayload.class, 12, "00 c8 beef"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    assertEquals(
        new FieldTrace("errorNo", 11, 1, 0, Optional.of("Auth failure"), "RFC 3830 6.12"),
        Wire.field(Wire.trace(12, "00 00 0000"), "errorNo"));
    assertEquals(
        List.of("ERR at octet 12: the reserved bits are not zero"),
        Wire.diagnostics(12, "00 00 0001"));
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> new ErrorPayload(ErrorNo.INVALID_TS, 65536));
    Wire.assertRefused(Wire.message(12, "00 00 00"), "ERR", 12, "reserved");
  }
}
