package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 6043 6.6. */
class IdrPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        IdrPayload.uri(IdRole.RESPONDER, "a@b"),
        Wire.decodeOnly(IdrPayload.class, 14, "00 02 01 0003 614062"));
    assertEquals(
        new IdrPayload(new IdRole(254), IdType.BYTE_STRING, Octets.empty()),
        Wire.decodeOnly(IdrPayload.class, 14, "00 fe 02 0000"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(14, "00 07 01 0003 614062");
    assertEquals("IDR", trace.name());
    assertEquals("Responder's KMS (IDRkmsr)", Wire.field(trace, "idRole").meaning().orElseThrow());
    assertEquals("URI", Wire.field(trace, "idType").meaning().orElseThrow());
    assertEquals(3, Wire.field(trace, "idLength").value());
    assertEquals(Optional.of("a@b"), Wire.field(trace, "data").meaning());
    assertEquals(
        Optional.empty(), Wire.field(Wire.trace(14, "00 04 02 0001 61"), "data").meaning());
    assertEquals(
        List.of("IDR at octet 11: idRole 10 is unassigned"),
        Wire.diagnostics(14, "00 0a 01 0001 61"));
  }

  /** 3GPP's hashed identities say that they are URIs. */
  @Test
  void doesNotReadAHashAsText() throws MikeyFormatException {
    for (String role : List.of("08", "09")) {
      PayloadTrace trace = Wire.trace(14, "00 " + role + " 01 0002 15a4");
      assertEquals("15a4", Wire.field(trace, "data").value());
      assertEquals(Optional.empty(), Wire.field(trace, "data").meaning());
    }
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(14, "00 01 01 0002 61"), "IDR", 15, "2 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    String tooLong = "x".repeat(65536);
    assertThrows(IllegalArgumentException.class, () -> IdrPayload.uri(IdRole.INITIATOR, tooLong));
  }
}
