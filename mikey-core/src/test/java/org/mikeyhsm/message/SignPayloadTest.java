package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3830 6.5. */
class SignPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new SignPayload(SignatureType.RSA_PSS, Octets.ofHex("aabbcc")),
        Wire.decodeOnly(SignPayload.class, 4, "1003 aabbcc"));
    assertEquals(
        new SignPayload(SignatureType.RSA_PKCS1, Octets.empty()),
        Wire.decodeOnly(SignPayload.class, 4, "0000"));
    assertEquals(
        new SignPayload(new SignatureType(15), Octets.of(new byte[4095])),
        Wire.decodeOnly(SignPayload.class, 4, "ffff " + "00".repeat(4095)));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(4, "1001 aa");
    assertEquals("SIGN", trace.name());
    assertEquals("RSA/PSS", Wire.field(trace, "signatureType").meaning().orElseThrow());
    assertEquals(1, Wire.field(trace, "signatureLength").value());
    assertEquals("aa", Wire.field(trace, "signature").value());
    assertEquals(3, trace.length());
  }

  @Test
  void saysWhatIsOdd() throws MikeyFormatException {
    assertEquals(
        List.of("SIGN at octet 10: signatureType 3 is unassigned"), Wire.diagnostics(4, "3000"));
    assertEquals(
        List.of(
            "SIGN at octet 10: an ECCSI signature over P-256 has 129 octets (RFC 6507 3.3), not 32"),
        Wire.diagnostics(4, "2020 " + "00".repeat(32)));
    assertEquals(List.of(), Wire.diagnostics(4, "2081 " + "00".repeat(129)));
  }

  /** It has no Next payload field, so nothing can follow it. */
  @Test
  void isTheLastPayload() {
    Wire.assertRefused(Wire.message(4, "1001 aa 00"), "SIGN", 13, "followed by 1 more");
    SignPayload sign = new SignPayload(SignatureType.RSA_PSS, Octets.empty());
    CommonHeader header =
        new CommonHeader(DataType.PK, false, PrfFunc.MIKEY_1, 0, new SrtpIdMap(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MikeyMessage(header, List.of(sign, IdPayload.nai("a"))));
    assertEquals(1, new MikeyMessage(header, List.of(sign)).payloads().size());
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.message(4, "1fff aa"), "SIGN", 12, "4095 octets needed, 1 left");
    Wire.assertRefused(Wire.message(4, "10"), "SIGN", 10, "cut short");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[4096]);
    assertThrows(
        IllegalArgumentException.class, () -> new SignPayload(SignatureType.ECCSI, tooLong));
  }
}
