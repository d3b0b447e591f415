package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.message.Octets;

final class KeyMgmtAttributeTest {
  private static final KeyMgmtAttribute THREE =
      new KeyMgmtAttribute("mikey", Octets.ofHex("000102"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=key-mgmt:mikey AAEC",
        "a=key-mgmt: mikey AAEC",
        "a=key-mgmt:mikey AAEC\r\n",
        "  a=key-mgmt:mikey AA EC \n",
        "a=key-mgmt:mikey A\r\n AE\r\n C\r\n",
        "a=key-mgmt:mikey\n AAEC"
      })
  void readsOneLine(String text) throws SdpException {
    assertEquals(THREE, KeyMgmtAttribute.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a=key-mgmt:",
        "a=key-mgmt: ",
        "a=key-mgmt:mikey",
        "a=key-mgmt:mikey ",
        "a=key-mgmt:  mikey AAEC",
        "a=key-mgmt:mi-key AAEC",
        "a=key-mgmt:mikey AAE",
        "a=key-mgmt:mikey AAEC=",
        "a=key-mgmt:mikey AAE*",
        "a=Key-Mgmt:mikey AAEC",
        "key-mgmt:mikey AAEC",
        "a=crypto:1 AAEC",
        "a=key-mgmt:mikey AAEC\na=key-mgmt:mikey AAEC"
      })
  void refusesAnythingElse(String text) {
    assertThrows(SdpException.class, () -> KeyMgmtAttribute.parse(text));
  }

  @Test
  void elidedDataIsRefusedWithTheCharacter() {
    SdpException e =
        assertThrows(
            SdpException.class, () -> KeyMgmtAttribute.parse("\na=key-mgmt:mikey AQAFgM0X..."));
    assertEquals("line 2: not a base64 character: \".\"", e.getMessage());
  }

  @Test
  void protocolIsCaseSensitive() throws SdpException {
    KeyMgmtAttribute upper = KeyMgmtAttribute.parse("a=key-mgmt:MIKEY AAEC");
    assertEquals("MIKEY", upper.protocol());
    assertFalse(upper.isMikey());
    assertTrue(THREE.isMikey());
  }

  @Test
  void isWrittenUnfolded() throws SdpException {
    KeyMgmtAttribute offer = KeyMgmtAttribute.mikey(Rfc4567Examples.OFFER_MESSAGE.toArray());
    assertEquals("a=key-mgmt:mikey " + Rfc4567Examples.OFFER_BASE64, offer.format());
    assertEquals(offer, KeyMgmtAttribute.parse(offer.format()));
  }

  @Test
  void partsAreChecked() {
    assertThrows(
        IllegalArgumentException.class, () -> new KeyMgmtAttribute("a b", Octets.ofHex("00")));
    assertThrows(
        IllegalArgumentException.class, () -> new KeyMgmtAttribute("mikey", Octets.empty()));
  }
}
