package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 3830 6.7. */
class CertPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new CertPayload(CertType.X509V3_SIGN, Octets.ofHex("3003020101")),
        Wire.decodeOnly(CertPayload.class, 7, "00 02 0005 3003020101"));
    assertEquals(
        new CertPayload(new CertType(250), Octets.empty()),
        Wire.decodeOnly(CertPayload.class, 7, "00 fa 0000"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace url = Wire.trace(7, "00 01 0008 687474703a2f2f61");
    assertEquals("CERT", url.name());
    assertEquals("X.509v3 URL", Wire.field(url, "certType").meaning().orElseThrow());
    assertEquals(Optional.of("http://a"), Wire.field(url, "data").meaning());
    PayloadTrace der = Wire.trace(7, "00 00 0002 3000");
    assertEquals("X.509v3", Wire.field(der, "certType").meaning().orElseThrow());
    assertEquals(Optional.empty(), Wire.field(der, "data").meaning());
  }

  @Test
  void saysWhenACertificateIsNoDer() throws MikeyFormatException {
    List<String> note = List.of("CERT at octet 14: the certificate is not one DER sequence");
    for (String data :
        List.of(
            "0000",
            "0001 30",
            "0002 3100",
            "0003 300000",
            "0002 3001",
            "0002 3081",
            "0003 308201",
            "0004 30830000",
            "0004 30030000")) {
      assertEquals(note, Wire.diagnostics(7, "00 00 " + data), data);
    }
    for (String data :
        List.of("0002 3000", "0004 30020000", "0003 308100", "0004 30820000", "0005 3082000100")) {
      assertEquals(List.of(), Wire.diagnostics(7, "00 03 " + data), data);
    }
    assertEquals(List.of(), Wire.diagnostics(7, "00 fa 0001 00"));
    assertEquals(
        List.of("CERT at octet 11: certType 4 is unassigned"),
        Wire.diagnostics(7, "00 04 0001 00"));
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(7, "00 00 ffff 30"), "CERT", 14, "65535 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(IllegalArgumentException.class, () -> new CertPayload(CertType.X509V3, tooLong));
  }
}
