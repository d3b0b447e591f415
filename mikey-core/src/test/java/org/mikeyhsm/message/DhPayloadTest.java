package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3830 6.4. */
class DhPayloadTest {
  private static final String OAKLEY_1 = "00 01 " + "5a".repeat(96);

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    Octets value = Octets.ofHex("5a".repeat(96));
    assertEquals(
        new DhPayload(DhGroup.OAKLEY_1, value, 0, KeyValidity.none()),
        Wire.decodeOnly(DhPayload.class, 3, OAKLEY_1 + " 00"));
    assertEquals(
        new DhPayload(DhGroup.OAKLEY_1, value, 10, new KeyValidity.Spi(Octets.ofHex("beef"))),
        Wire.decodeOnly(DhPayload.class, 3, OAKLEY_1 + " a1 02 beef"));
    assertEquals(
        new DhPayload(
            DhGroup.OAKLEY_1,
            value,
            0,
            new KeyValidity.Interval(Octets.ofHex("01"), Octets.ofHex("0203"))),
        Wire.decodeOnly(DhPayload.class, 3, OAKLEY_1 + " 02 01 01 02 0203"));
    assertEquals(
        192,
        Wire.decodeOnly(DhPayload.class, 3, "00 00 " + "01".repeat(192) + " 00").value().length());
    assertEquals(
        128,
        Wire.decodeOnly(DhPayload.class, 3, "00 02 " + "01".repeat(128) + " 00").value().length());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(3, OAKLEY_1 + " 01 01 07");
    assertEquals("OAKLEY 1", Wire.field(trace, "dhGroup").meaning().orElseThrow());
    assertEquals("5a".repeat(96), Wire.field(trace, "dhValue").value());
    assertEquals(0, Wire.field(trace, "reserved").value());
    assertEquals("SPI", Wire.field(trace, "kv").meaning().orElseThrow());
    assertEquals("07", Wire.field(trace, "spi").value());
    assertEquals("RFC 3830 6.14", Wire.field(trace, "spi").section());
    assertEquals(
        List.of("DH at octet 108: the reserved bits are not zero"),
        Wire.diagnostics(3, OAKLEY_1 + " f0"));
  }

  /** Without the group nobody knows where the value ends. */
  @Test
  void refusesAGroupThatIsNotKnown() {
    Wire.assertRefused(
        Wire.message(3, "00 03 00"),
        "DH",
        11,
        "DH group 3 (unassigned) is not known, so the length of what follows cannot be known");
    Wire.assertRefused(Wire.message(3, "00 f1 00"), "DH", 11, "DH group 241 (private use)");
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(3, "00 00 0102"), "DH", 12, "192 octets needed, 2 left");
    Wire.assertRefused(Wire.message(3, OAKLEY_1), "DH", 108, "Reserv and KV is cut short");
    Wire.assertRefused(Wire.message(3, OAKLEY_1 + " 03"), "DH", 108, "KV is unassigned");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets value = Octets.of(new byte[128]);
    KeyValidity none = KeyValidity.none();
    for (DhGroup group : List.of(DhGroup.OAKLEY_5, DhGroup.OAKLEY_1, new DhGroup(7))) {
      assertThrows(
          IllegalArgumentException.class, () -> new DhPayload(group, value, 0, none), "" + group);
    }
    assertThrows(
        IllegalArgumentException.class, () -> new DhPayload(DhGroup.OAKLEY_2, value, 16, none));
  }
}
