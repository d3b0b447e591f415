package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 6043 6.1.1. */
class GenericIdMapTest {
  private static final String HEADER = "01 0e 00 00 01020304 ";

  /** One with everything, one left to the responder, one of a protocol without a name. */
  private static final String THREE =
      HEADER
          + "03 02"
          + " 04 00 82 0102 000a 0000cafe 00000001 0002 04 deadbeef"
          + " 05 00 00 0000 00"
          + " 06 f1 81 07 0001 ff 00";

  private static DecodedMessage decode(String hex) throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(Wire.hex(hex));
    assertArrayEquals(Wire.hex(hex), decoded.message().encode());
    return decoded;
  }

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    GenericIdMap map = (GenericIdMap) decode(THREE).message().header().csIdMap();
    assertEquals(3, map.count());
    SrtpSessionData srtp =
        new SrtpSessionData(0xcafe, Optional.of(new SrtpSessionData.Position(1, 2)));
    assertEquals(
        new GenericIdMap(
            List.of(
                GenericId.srtp(4, List.of(1, 2), srtp, Octets.ofHex("deadbeef")),
                new GenericId(5, ProtType.SRTP, false, List.of(), Octets.empty(), Octets.empty()),
                new GenericId(
                    6, new ProtType(241), true, List.of(7), Octets.ofHex("ff"), Octets.empty()))),
        map);
    assertEquals(Optional.of(srtp), map.entries().get(0).srtpSessionData());
    assertEquals(Optional.empty(), map.entries().get(1).srtpSessionData());
    assertEquals(Optional.empty(), map.entries().get(2).srtpSessionData());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = decode(THREE).trace().get(0);
    assertEquals(46, trace.length());
    List<Map<String, Object>> entries = Wire.elements(trace, "csIdMap");
    Map<String, Object> first = entries.get(0);
    assertEquals(10, first.get("offset"));
    assertEquals(22, first.get("length"));
    assertEquals("RFC 6043 6.1.1", first.get("section"));
    assertEquals(4, first.get("csId"));
    assertEquals("SRTP", first.get("protTypeName"));
    assertEquals(1, first.get("s"));
    assertEquals(2, first.get("policyCount"));
    assertEquals("0102", first.get("policyNos"));
    assertEquals("1, 2", first.get("policyNosName"));
    assertEquals(10, first.get("sessionDataLength"));
    assertEquals("SSRC 0000cafe, ROC 1, SEQ 2", first.get("sessionDataName"));
    assertEquals("deadbeef", first.get("spi"));
    assertEquals("ff", entries.get(2).get("sessionData"));
    assertEquals(List.of(), decode(THREE).diagnostics());
  }

  @Test
  void saysWhatIsOdd() throws MikeyFormatException {
    assertEquals(
        List.of("HDR at octet 16: CS ID 4 is that of an earlier entry"),
        decode(HEADER + "02 02 04 00 00 0000 00 04 00 00 0000 00").diagnostics());
    assertEquals(
        List.of(
            "HDR at octet 15: session data of SRTP has 4 octets, or 10 with the S flag, not 10"),
        decode(HEADER + "01 02 04 00 00 000a 0000cafe 00000001 0002 00").diagnostics());
    assertEquals(
        List.of(
            "HDR at octet 15: session data of SRTP has 4 octets, or 10 with the S flag, not 4 with"
                + " it"),
        decode(HEADER + "01 02 04 00 80 0004 0000cafe 00").diagnostics());
    // Unlike in SRTP-ID, an SSRC of 0 has no special meaning.
    assertEquals(List.of(), decode(HEADER + "01 02 04 00 00 0004 00000000 00").diagnostics());
  }

  @Test
  void refersToPolicies() throws MikeyFormatException {
    assertEquals(
        List.of("HDR at octet 10: the CS ID map refers to policy no 2, which no SP has"),
        decode("01 0e 0a 00 01020304 01 02 04 00 02 0102 0000 00  00 01 00 0000").diagnostics());
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(Wire.hex(HEADER + "01 02"), "HDR", 10, "csId is cut short");
    Wire.assertRefused(
        Wire.hex(HEADER + "01 02 04 00 7f 0102"), "HDR", 13, "127 octets needed, 2 left");
    Wire.assertRefused(
        Wire.hex(HEADER + "01 02 04 00 00 ffff 01"), "HDR", 15, "65535 octets needed, 1 left");
    Wire.assertRefused(
        Wire.hex(HEADER + "01 02 04 00 00 0000 02 01"), "HDR", 16, "2 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets none = Octets.empty();
    GenericId id = new GenericId(1, ProtType.SRTP, false, List.of(), none, none);
    assertEquals(255, new GenericIdMap(Collections.nCopies(255, id)).count());
    assertThrows(
        IllegalArgumentException.class, () -> new GenericIdMap(Collections.nCopies(256, id)));
  }
}
