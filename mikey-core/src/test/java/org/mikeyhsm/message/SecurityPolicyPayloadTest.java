package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecurityPolicyPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new SecurityPolicyPayload(
            7,
            ProtType.SRTP,
            List.of(
                PolicyParameter.of(SrtpParameter.ENCRYPTION_ALGORITHM, 1),
                new PolicyParameter(SrtpParameter.ROC_TRANSMISSION_RATE, Octets.ofHex("0100")),
                new PolicyParameter(255, Octets.empty()))),
        Wire.decodeOnly(
            SecurityPolicyPayload.class, 10, "00 07 00 0009 00 01 01  0d 02 0100  ff 00"));
    assertEquals(
        new SecurityPolicyPayload(0, ProtType.TESLA, List.of()),
        Wire.decodeOnly(SecurityPolicyPayload.class, 10, "00 00 01 0000"));
  }

  @Test
  void explainsSrtpParameters() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(10, "00 00 00 0012 000106 010120 0d020010 0e0104 140110 0700");
    assertEquals("SP", trace.name());
    assertEquals("SRTP", Wire.field(trace, "protType").meaning().orElseThrow());
    assertEquals(18, Wire.field(trace, "policyParamLength").value());
    List<Map<String, Object>> parameters = Wire.elements(trace, "parameters");
    assertEquals(
        Map.of(
            "offset",
            15,
            "length",
            3,
            "section",
            "RFC 3830 6.10.1",
            "parameterType",
            0,
            "parameterTypeName",
            "Encryption algorithm",
            "valueLength",
            1,
            "value",
            6L,
            "valueName",
            "AES-GCM"),
        parameters.get(0));
    assertEquals("32 octets", parameters.get(1).get("valueName"));
    assertEquals(16L, parameters.get(2).get("value"));
    assertEquals("16 packets", parameters.get(2).get("valueName"));
    assertEquals("RFC 4771 4", parameters.get(2).get("section"));
    assertEquals("RCCm3", parameters.get(3).get("valueName"));
    assertEquals("RFC 7714 14.3", parameters.get(4).get("section"));
    assertEquals("", parameters.get(5).get("value"));
  }

  @Test
  void doesNotReadSrtpIntoAnotherProtocol() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(10, "00 00 02 0003 03010a");
    assertEquals(
        Map.of(
            "offset",
            15,
            "length",
            3,
            "section",
            "RFC 3830 6.10",
            "parameterType",
            3,
            "valueLength",
            1,
            "value",
            "0a"),
        Wire.elements(trace, "parameters").get(0));
    assertEquals(
        List.of("SP at octet 12: protType 2 is unassigned"),
        Wire.diagnostics(10, "00 00 02 0003 03010a"));
  }

  @Test
  void explainsTeslaParameters() throws MikeyFormatException {
    PayloadTrace trace =
        Wire.trace(
            10, "00 00 01 001d 010100 0201a0 05 08 eeae3e4ecb1c64ba 0604000001f4 0702 0003 630100");
    List<Map<String, Object>> parameters = Wire.elements(trace, "parameters");
    assertEquals("RFC 4442 4.2", parameters.get(0).get("section"));
    assertEquals("PRF identifier for f and f'", parameters.get(0).get("parameterTypeName"));
    assertEquals("HMAC-SHA1", parameters.get(0).get("valueName"));
    assertEquals("160 bits", parameters.get(1).get("valueName"));
    assertEquals("eeae3e4ecb1c64ba", parameters.get(2).get("value"));
    assertEquals("2026-11-23T04:23:42.793401999Z", parameters.get(2).get("valueName"));
    assertEquals("500 ms", parameters.get(3).get("valueName"));
    assertEquals("3 intervals", parameters.get(4).get("valueName"));
    assertEquals(
        List.of(
            "SP at octet 17: Identifier for the TESLA MAC 9 is unassigned",
            "SP at octet 18: parameterType 99 is unassigned"),
        Wire.diagnostics(10, "00 00 01 0006 030109 630100"));
  }

  @Test
  void saysWhenTheRocIsNeverSent() throws MikeyFormatException {
    assertEquals(
        List.of("SP at octet 17: ROC transmission rate is 0, which RFC 4771 4 forbids"),
        Wire.diagnostics(10, "00 00 00 0004 0d020000"));
    assertEquals(List.of(), Wire.diagnostics(10, "00 00 00 0004 0d020001"));
  }

  @Test
  void refusesParametersThatDoNotFillTheirLength() {
    Wire.assertRefused(
        Wire.message(10, "00 00 00 0002 00 01 01"), "SP", 17, "1 octets needed, 0 left");
    Wire.assertRefused(Wire.message(10, "00 00 00 0004 00 01 01 01"), "SP", 19, "valueLength");
    Wire.assertRefused(
        Wire.message(10, "00 00 00 ffff 00 01 01"), "SP", 15, "65535 octets needed, 3 left");
  }

  @Test
  void saysWhenATagLengthIsGivenAsAKeyLength() throws MikeyFormatException {
    for (int length : new int[] {10, 4}) {
      List<String> diagnostics = Wire.diagnostics(10, "00 00 00 0003 03 01 %02x".formatted(length));
      assertEquals(
          List.of(
              "SP at octet 17: Session Auth. key length of "
                  + length
                  + " octets looks like an Authentication tag length (type 11) put into type 3"),
          diagnostics);
    }
    assertEquals(List.of(), Wire.diagnostics(10, "00 00 00 0003 03 01 14"));
    assertEquals(List.of(), Wire.diagnostics(10, "00 00 00 0003 0b 01 0a"));
  }

  @Test
  void saysWhatIsUnassigned() throws MikeyFormatException {
    assertEquals(
        List.of(
            "SP at octet 15: parameterType 21 is unassigned",
            "SP at octet 20: Encryption algorithm 99 is unassigned"),
        Wire.diagnostics(10, "00 00 00 0006 15 01 00  00 01 63"));
    assertEquals(List.of(), Wire.diagnostics(10, "00 00 00 0006 f1 01 00  00 01 f1"));
  }

  @Test
  void saysWhenPoliciesDoNotMatch() throws MikeyFormatException {
    assertEquals(
        List.of("SP at octet 15: policy no 3 is that of an earlier SP"),
        Wire.diagnostics(10, "0a 03 00 0000  00 03 00 0000"));
    byte[] dangling =
        Wire.hex(
            "01 00 0a 00 01020304 03 00"
                + " 05 00000001 00000000  05 00000002 00000000  03 00000003 00000000"
                + " 00 03 00 0000");
    assertEquals(
        List.of("HDR at octet 10: the CS ID map refers to policy no 5, which no SP has"),
        DecodedMessage.decode(dangling).diagnostics());
    // An answer may leave the policies to the offer.
    byte[] without = Wire.hex("01 01 00 00 01020304 01 00 05 00000001 00000000");
    assertEquals(List.of(), DecodedMessage.decode(without).diagnostics());
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[256]);
    assertThrows(IllegalArgumentException.class, () -> new PolicyParameter(0, tooLong));
    assertThrows(IllegalArgumentException.class, () -> new PolicyParameter(256, Octets.empty()));
    assertThrows(IllegalArgumentException.class, () -> PolicyParameter.of(SrtpParameter.PRF, 256));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SecurityPolicyPayload(-1, ProtType.SRTP, List.of()));
    List<PolicyParameter> many = Collections.nCopies(32768, new PolicyParameter(0, Octets.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> new SecurityPolicyPayload(0, ProtType.SRTP, many));
  }
}
