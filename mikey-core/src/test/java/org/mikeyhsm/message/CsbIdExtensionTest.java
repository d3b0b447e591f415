package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 4738 3.9.3. */
class CsbIdExtensionTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    GeneralExtensionPayload payload =
        Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 04 0004 cafebabe");
    assertEquals(new CsbIdExtension(0xcafebabe), CsbIdExtension.of(payload));
    assertEquals(payload, new CsbIdExtension(0xcafebabe).toPayload());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(21, "00 04 0004 cafebabe");
    assertEquals("CSB_ID", Wire.field(trace, "extensionType").meaning().orElseThrow());
    assertEquals("cafebabe", Wire.elements(trace, "content").get(0).get("csbId"));
    assertEquals("RFC 4738 3.9.3", Wire.elements(trace, "content").get(0).get("section"));
  }

  @Test
  void keepsDataOfAnotherLength() throws MikeyFormatException {
    for (String odd : List.of("00 04 0003 cafeba", "00 04 0005 cafebabe00", "00 04 0000")) {
      GeneralExtensionPayload payload = Wire.decodeOnly(GeneralExtensionPayload.class, 21, odd);
      assertThrows(MikeyFormatException.class, () -> CsbIdExtension.of(payload), odd);
      assertEquals(1, Wire.diagnostics(21, odd).size(), odd);
    }
    assertEquals(
        List.of(
            "General Ext. at octet 18: the CSB_ID data does not parse: the CSB ID is followed by 1"
                + " more octet(s)"),
        Wire.diagnostics(21, "00 04 0005 cafebabe00"));
  }
}
