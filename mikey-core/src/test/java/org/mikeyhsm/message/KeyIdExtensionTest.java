package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 4563 4. */
class KeyIdExtensionTest {
  private static final String TWO = "00 03 000a  00 03 010203  01 01 07  fa 00";

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    GeneralExtensionPayload payload = Wire.decodeOnly(GeneralExtensionPayload.class, 21, TWO);
    KeyIdExtension extension =
        new KeyIdExtension(
            List.of(
                new KeyId(KeyIdType.KEY_DOMAIN, Octets.ofHex("010203")),
                new KeyId(KeyIdType.SERVICE_KEY, Octets.ofHex("07")),
                new KeyId(new KeyIdType(250), Octets.empty())));
    assertEquals(extension, KeyIdExtension.of(payload));
    assertEquals(payload, extension.toPayload());
    assertEquals(
        List.of(),
        KeyIdExtension.of(Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 03 0000"))
            .keyIds());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(21, TWO);
    assertEquals("Key ID", Wire.field(trace, "extensionType").meaning().orElseThrow());
    assertEquals("00030102030101" + "07fa00", Wire.field(trace, "data").value());
    List<Map<String, Object>> keyIds = Wire.elements(trace, "content");
    assertEquals(3, keyIds.size());
    assertEquals(14, keyIds.get(0).get("offset"));
    assertEquals(5, keyIds.get(0).get("length"));
    assertEquals("RFC 4563 4", keyIds.get(0).get("section"));
    assertEquals("MBMS Key Domain ID", keyIds.get(0).get("keyIdTypeName"));
    assertEquals("010203", keyIds.get(0).get("keyId"));
    assertEquals(
        List.of("General Ext. at octet 14: keyIdType 3 is unassigned"),
        Wire.diagnostics(21, "00 03 0002 0300"));
  }

  @Test
  void keepsDataThatIsNoList() throws MikeyFormatException {
    String odd = "00 03 0003 00 02 01";
    assertEquals(
        List.of(
            "General Ext. at octet 16: the Key ID data does not parse: keyId is cut short: 2 octets"
                + " needed, 1 left"),
        Wire.diagnostics(21, odd));
    GeneralExtensionPayload payload = Wire.decodeOnly(GeneralExtensionPayload.class, 21, odd);
    assertThrows(MikeyFormatException.class, () -> KeyIdExtension.of(payload));
  }

  @Test
  void isNoOtherExtension() {
    GeneralExtensionPayload other =
        new GeneralExtensionPayload(ExtensionType.VENDOR_ID, Octets.empty());
    assertThrows(IllegalArgumentException.class, () -> KeyIdExtension.of(other));
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets most = Octets.of(new byte[255]);
    Octets tooLong = Octets.of(new byte[256]);
    assertThrows(IllegalArgumentException.class, () -> new KeyId(KeyIdType.KEY_DOMAIN, tooLong));
    KeyIdExtension many =
        new KeyIdExtension(Collections.nCopies(256, new KeyId(KeyIdType.KEY_DOMAIN, most)));
    assertThrows(IllegalArgumentException.class, many::toPayload);
  }
}
