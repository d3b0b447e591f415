package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommonHeaderTest {
  private static final String TWO_STREAMS =
      "01 00 00 80 b83d5808 02 00  00 0000cafe 00010000  07 ffffffff 80000000";

  @Test
  void readsEveryField() throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(Wire.hex(TWO_STREAMS));
    assertEquals(
        new CommonHeader(
            DataType.PSK,
            true,
            PrfFunc.MIKEY_1,
            0xb83d5808,
            new SrtpIdMap(
                List.of(new SrtpId(0, 0xcafe, 0x10000), new SrtpId(7, -1, Integer.MIN_VALUE)))),
        message.header());
    assertArrayEquals(Wire.hex(TWO_STREAMS), message.encode());
  }

  @Test
  void tellsVFromPrf() throws MikeyFormatException {
    CommonHeader both = MikeyMessage.decode(Wire.hex("01 0b 00 81 00000000 00 00")).header();
    assertTrue(both.v());
    assertEquals(PrfFunc.PRF_HMAC_SHA_256, both.prfFunc());
    CommonHeader prf = MikeyMessage.decode(Wire.hex("01 0b 00 7f 00000000 00 00")).header();
    assertFalse(prf.v());
    assertEquals(new PrfFunc(127), prf.prfFunc());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = DecodedMessage.decode(Wire.hex(TWO_STREAMS)).trace().get(0);
    assertEquals(-1, trace.type());
    assertEquals("HDR", trace.name());
    assertEquals("RFC 3830 6.1", trace.section());
    assertEquals(28, trace.length());
    assertEquals(
        List.of(
            "version",
            "dataType",
            "nextPayload",
            "v",
            "prfFunc",
            "csbId",
            "csCount",
            "csIdMapType",
            "csIdMap"),
        trace.fields().stream().map(FieldTrace::name).toList());
    assertEquals(
        new FieldTrace("dataType", 1, 1, 0, Optional.of("Pre-shared"), "RFC 3830 6.1"),
        Wire.field(trace, "dataType"));
    assertEquals(
        new FieldTrace("v", 3, 1, 1, Optional.of("response expected"), "RFC 3830 6.1"),
        Wire.field(trace, "v"));
    assertEquals(
        new FieldTrace("csbId", 4, 4, "b83d5808", Optional.empty(), "RFC 3830 6.1"),
        Wire.field(trace, "csbId"));
    assertEquals(Optional.of("SRTP-ID"), Wire.field(trace, "csIdMapType").meaning());
    assertEquals(18, Wire.field(trace, "csIdMap").length());
    assertEquals(
        List.of(
            Map.of(
                "offset",
                10,
                "length",
                9,
                "section",
                "RFC 3830 6.1.1",
                "policyNo",
                0,
                "ssrc",
                "0000cafe",
                "roc",
                65536L),
            Map.of(
                "offset",
                19,
                "length",
                9,
                "section",
                "RFC 3830 6.1.1",
                "policyNo",
                7,
                "ssrc",
                "ffffffff",
                "roc",
                2147483648L)),
        Wire.elements(trace, "csIdMap"));
  }

  @Test
  void mayHaveNoCryptoSessions() throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(Wire.message(0, ""));
    assertEquals(0, message.header().csIdMap().count());
    assertArrayEquals(Wire.message(0, ""), message.encode());
  }

  @Test
  void mayHave255CryptoSessions() throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(SampleMessages.crowded());
    SrtpIdMap map = (SrtpIdMap) message.header().csIdMap();
    assertEquals(255, map.count());
    assertEquals(new SrtpId(255, 1785, -1), map.entries().get(254));
    assertArrayEquals(SampleMessages.crowded(), message.encode());
  }

  @Test
  void refusesAnotherVersion() {
    Wire.assertRefused(Wire.hex("02 00 00 00 00000000 00 00"), "HDR", 0, "version 2");
    Wire.assertRefused(Wire.hex("00 00 00 00 00000000 00 00"), "HDR", 0, "version 0");
  }

  @Test
  void refusesAnUnknownMapType() {
    Wire.assertRefused(
        Wire.hex("01 00 00 00 00000000 01 03 00"), "HDR", 9, "CS ID map type 3 (unassigned)");
    Wire.assertRefused(
        Wire.hex("01 00 00 00 00000000 00 f1"), "HDR", 9, "CS ID map type 241 (private use)");
  }

  @Test
  void refusesAMapThatIsCutShort() {
    Wire.assertRefused(
        Wire.hex("01 00 00 00 00000000 ff 00 00 00000000 00000000 01 0000"), "HDR", 20, "ssrc");
    Wire.assertRefused(new byte[0], "HDR", 0, "version is cut short");
  }

  @Test
  void saysWhenThePrfOctetLooksShifted() throws MikeyFormatException {
    byte[] shifted = Wire.hex("01 00 00 01 00000000 00 00");
    List<String> diagnostics = DecodedMessage.decode(shifted).diagnostics();
    assertEquals(1, diagnostics.size());
    assertTrue(diagnostics.get(0).startsWith("HDR at octet 3: "), diagnostics.get(0));
    // RFC 6043 defines PRF func 1, so there it is at home.
    byte[] ticket = Wire.hex("01 0b 00 01 00000000 00 00");
    assertEquals(List.of(), DecodedMessage.decode(ticket).diagnostics());
  }

  @Test
  void changesOnePartAtATime() {
    SrtpIdMap none = new SrtpIdMap(List.of());
    CommonHeader header = new CommonHeader(DataType.PSK, true, PrfFunc.MIKEY_1, 5, none);
    SrtpIdMap one = new SrtpIdMap(List.of(new SrtpId(1, 2, 3)));
    assertEquals(
        new CommonHeader(DataType.PSK_VER, false, PrfFunc.MIKEY_1, 5, one),
        header.withDataType(DataType.PSK_VER).withV(false).withCsIdMap(one));
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    SrtpId id = new SrtpId(255, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> new SrtpIdMap(Collections.nCopies(256, id)));
    assertThrows(IllegalArgumentException.class, () -> new SrtpId(256, 0, 0));
    CsIdMap foreign =
        new CsIdMap() {
          @Override
          public int type() {
            return 0;
          }

          @Override
          public int count() {
            return 0;
          }
        };
    assertThrows(
        IllegalArgumentException.class,
        () -> new CommonHeader(DataType.PSK, false, PrfFunc.MIKEY_1, 0, foreign));
  }
}
