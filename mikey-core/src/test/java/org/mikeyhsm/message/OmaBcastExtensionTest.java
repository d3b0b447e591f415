package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 5410 3. */
class OmaBcastExtensionTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    GeneralExtensionPayload payload =
        Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 05 0003 02 beef");
    OmaBcastExtension extension = new OmaBcastExtension(OmaBcastSubtype.STKM, Octets.ofHex("beef"));
    assertEquals(extension, OmaBcastExtension.of(payload));
    assertEquals(payload, extension.toPayload());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    Map<String, Object> content =
        Wire.elements(Wire.trace(21, "00 05 0003 04 beef"), "content").get(0);
    assertEquals("RFC 5410 3", content.get("section"));
    assertEquals("Parental Control", content.get("subtypeName"));
    assertEquals("beef", content.get("subtypeData"));
    assertEquals(
        List.of("General Ext. at octet 14: subtype 0 is reserved"),
        Wire.diagnostics(21, "00 05 0001 00"));
    assertEquals(
        List.of("General Ext. at octet 14: subtype 191 is unassigned"),
        Wire.diagnostics(21, "00 05 0001 bf"));
    assertEquals(List.of(), Wire.diagnostics(21, "00 05 0001 c0"));
  }

  @Test
  void keepsDataWithoutSubtype() throws MikeyFormatException {
    GeneralExtensionPayload payload =
        Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 05 0000");
    assertThrows(MikeyFormatException.class, () -> OmaBcastExtension.of(payload));
    assertEquals(1, Wire.diagnostics(21, "00 05 0000").size());
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    assertEquals(
        65535,
        new OmaBcastExtension(OmaBcastSubtype.LTKM, Octets.of(new byte[65534]))
            .toPayload()
            .data()
            .length());
    Octets tooLong = Octets.of(new byte[65535]);
    assertThrows(
        IllegalArgumentException.class, () -> new OmaBcastExtension(OmaBcastSubtype.LTKM, tooLong));
  }
}
