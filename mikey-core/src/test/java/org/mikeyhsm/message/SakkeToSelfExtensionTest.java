package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** 3GPP TS 33.180 E.5. */
class SakkeToSelfExtensionTest {
  private static final String DATA = "04" + "5a".repeat(272);
  private static final String WHOLE = "00 06 0116  00 01 02 0111 " + DATA;

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    GeneralExtensionPayload payload = Wire.decodeOnly(GeneralExtensionPayload.class, 21, WHOLE);
    SakkeToSelfExtension extension =
        new SakkeToSelfExtension(
            0,
            new SakkePayload(
                SakkeParams.PARAMETER_SET_1, IdScheme.MCX_HASHED_UID, Octets.ofHex(DATA)));
    assertEquals(extension, SakkeToSelfExtension.of(payload));
    assertEquals(payload, extension.toPayload());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(21, WHOLE);
    assertEquals("SAKKE-to-self", Wire.field(trace, "extensionType").meaning().orElseThrow());
    Map<String, Object> content = Wire.elements(trace, "content").get(0);
    assertEquals(14, content.get("offset"));
    assertEquals(278, content.get("length"));
    assertEquals("RFC 6509 4.2", content.get("section"));
    assertEquals("3GPP MCX hashed UID", content.get("idSchemeName"));
    assertEquals(DATA, content.get("sakkeData"));
    assertEquals(List.of(), Wire.diagnostics(21, WHOLE));
  }

  @Test
  void keepsAnInnerNextPayload() throws MikeyFormatException {
    String odd = "00 06 0005  1a f0 02 0000";
    GeneralExtensionPayload payload = Wire.decodeOnly(GeneralExtensionPayload.class, 21, odd);
    assertEquals(26, SakkeToSelfExtension.of(payload).innerNext());
    assertEquals(payload, SakkeToSelfExtension.of(payload).toPayload());
    assertEquals(
        List.of("SAKKE at octet 14: the Next payload inside the extension is ignored"),
        Wire.diagnostics(21, odd));
  }

  @Test
  void keepsDataThatIsNoSakke() throws MikeyFormatException {
    for (String odd : List.of("00 06 0000", "00 06 0004 00 01 02 01", "00 06 0006 00f002000000")) {
      GeneralExtensionPayload payload = Wire.decodeOnly(GeneralExtensionPayload.class, 21, odd);
      assertThrows(MikeyFormatException.class, () -> SakkeToSelfExtension.of(payload), odd);
      List<String> diagnostics = Wire.diagnostics(21, odd);
      assertEquals(1, diagnostics.size(), odd);
      assertEquals(true, diagnostics.get(0).contains("the SAKKE-to-self data does not parse: "));
    }
  }

  /** What 33.180 puts into type 7 is encrypted. */
  @Test
  void leavesKeyParametersAlone() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(21, "00 07 0002 4300");
    assertEquals("3GPP key parameters", Wire.field(trace, "extensionType").meaning().orElseThrow());
    assertEquals("4300", Wire.field(trace, "data").value());
    assertEquals(List.of(), Wire.diagnostics(21, "00 07 0002 4300"));
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    SakkePayload longest =
        new SakkePayload(
            SakkeParams.PARAMETER_SET_1, IdScheme.MCX_HASHED_UID, Octets.of(new byte[65535]));
    assertThrows(IllegalArgumentException.class, () -> new SakkeToSelfExtension(256, longest));
    SakkeToSelfExtension tooLong = new SakkeToSelfExtension(0, longest);
    assertThrows(IllegalArgumentException.class, tooLong::toPayload);
  }
}
