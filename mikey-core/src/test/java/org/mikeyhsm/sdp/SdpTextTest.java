package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.message.Octets;

final class SdpTextTest {
  @Test
  void protocolIdIsLettersAndDigits() {
    assertTrue(SdpText.isProtocolId("mikey"));
    assertTrue(SdpText.isProtocolId("KEYP1"));
    assertFalse(SdpText.isProtocolId(""));
    assertFalse(SdpText.isProtocolId("mi-key"));
    assertFalse(SdpText.isProtocolId("mik\u00e9y"));
  }

  @ParameterizedTest
  @CsvSource({"AA==,00", "AAE=,0001", "AAEC,000102", "'A A\tE\r\n C',000102"})
  void base64IsDecoded(String text, String hex) throws SdpException {
    assertEquals(Octets.ofHex(hex), SdpText.decodeBase64(text, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "'',no key management data",
    "' ',no key management data",
    "AAE,base64 of 3 characters is not a multiple of 4",
    "AAA.,'not a base64 character: \".\"'",
    "AA-_,'not a base64 character: \"-\"'",
    "A===,base64 is padded wrongly",
    "AA==AAAA,base64 is padded wrongly",
    "AB==,base64 has unused bits set in its last character"
  })
  void faultyBase64IsRefused(String text, String reason) {
    SdpException e = assertThrows(SdpException.class, () -> SdpText.decodeBase64(text, 3));
    assertEquals(3, e.line());
    assertEquals(reason, e.reason());
  }

  @Test
  void quotedTextIsBoundedAndPrintable() {
    assertEquals("\"a\\u0007b\\u00e9\"", SdpText.quote("a\u0007b\u00e9"));
    assertEquals("\"" + "x".repeat(64) + "\"...", SdpText.quote("x".repeat(65)));
  }

  @Test
  void linesAreCountedFromOne() {
    assertEquals(1, SdpText.lineAt("a\nb\nc", 1));
    assertEquals(2, SdpText.lineAt("a\nb\nc", 2));
    assertEquals(3, SdpText.lineAt("a\nb\nc", 99));
  }
}
