package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KemacPayloadTest {
  private static final String KEY = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
  private static final String SALT = "0102030405060708090a0b0c0d0e";

  /** A TGK with an MKI, then a TEK with salt and interval. */
  private static final String CLEAR =
      "14 01 0010 %s 02 beef  00 32 0010 %s 000e %s 01 07 01 09".formatted(KEY, KEY, SALT);

  private static final String CLEAR_KEMAC = "00 00 003f " + CLEAR + " 00";

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new KemacPayload(
            EncrAlg.AES_CM_128,
            Octets.ofHex("aabbcc"),
            MacAlg.HMAC_SHA_1_160,
            Octets.ofHex("0d".repeat(20))),
        Wire.decodeOnly(KemacPayload.class, 1, "00 01 0003 aabbcc 01 " + "0d".repeat(20)));
    assertEquals(
        new KemacPayload(EncrAlg.AES_KW_128, Octets.empty(), MacAlg.NULL, Octets.empty()),
        Wire.decodeOnly(KemacPayload.class, 1, "00 02 0000 00"));
    Wire.decodeOnly(KemacPayload.class, 1, CLEAR_KEMAC);
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(1, "00 01 0003 aabbcc 00");
    assertEquals("KEMAC", trace.name());
    assertEquals("AES-CM-128", Wire.field(trace, "encrAlg").meaning().orElseThrow());
    assertEquals(3, Wire.field(trace, "encrDataLength").value());
    assertEquals("aabbcc", Wire.field(trace, "encrData").value());
    assertEquals("NULL", Wire.field(trace, "macAlg").meaning().orElseThrow());
    assertFalse(trace.fields().stream().anyMatch(field -> field.name().equals("keyData")));
  }

  @Test
  void explainsKeyDataInClearWithoutTheKeys() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(1, CLEAR_KEMAC);
    assertEquals("63 octets, not shown", Wire.field(trace, "encrData").value().toString());
    List<Map<String, Object>> keyData = Wire.elements(trace, "keyData");
    assertEquals(2, keyData.size());

    Map<String, Object> tgk = keyData.get(0);
    assertEquals(14, tgk.get("offset"));
    assertEquals(23, tgk.get("length"));
    assertEquals("RFC 3830 6.13", tgk.get("section"));
    assertEquals("Key data", tgk.get("nextPayloadName"));
    assertEquals("TGK", tgk.get("keyTypeName"));
    assertEquals("SPI", tgk.get("kvName"));
    assertEquals(16, tgk.get("keyDataLength"));
    assertEquals("16 octets, not shown", tgk.get("keyData"));
    assertEquals("beef", tgk.get("spi"));

    Map<String, Object> tek = keyData.get(1);
    assertEquals("TEK+SALT", tek.get("keyTypeName"));
    assertEquals(SALT, tek.get("salt"));
    assertEquals("07", tek.get("validFrom"));
    assertEquals("09", tek.get("validTo"));
    assertFalse(trace.toString().contains(KEY));
    assertEquals(List.of(), Wire.diagnostics(1, CLEAR_KEMAC));
  }

  @Test
  void neverShowsKeysInClear() throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(Wire.message(1, CLEAR_KEMAC));
    assertFalse(message.toString().contains(KEY));
    assertTrue(message.toString().contains("63 octets, not shown"));
    KemacPayload sealed =
        new KemacPayload(EncrAlg.AES_CM_128, Octets.ofHex(KEY), MacAlg.NULL, Octets.empty());
    assertTrue(sealed.toString().contains(KEY));
  }

  @Test
  void saysWhenKeyDataInClearDoesNotParse() throws MikeyFormatException {
    String kemac = "00 00 0010 " + KEY + " 00";
    assertEquals(
        List.of(
            "KEMAC at octet 14: the clear key data does not parse: the Next payload is neither Key"
                + " data nor the last"),
        Wire.diagnostics(1, kemac));
    PayloadTrace trace = Wire.trace(1, kemac);
    assertFalse(trace.fields().stream().anyMatch(field -> field.name().equals("keyData")));
    assertFalse(trace.toString().contains(KEY));
  }

  /** RFC 3830 6.2: the public-key mode has the initiator's ID before the keys. */
  @Test
  void explainsAnIdBeforeTheKeys() throws MikeyFormatException {
    String kemac = "00 00 001b 14 00 0003 614062 00 00 0010 " + KEY + " 00";
    for (int dataType : new int[] {2, 10, 21}) {
      DecodedMessage decoded = DecodedMessage.decode(Wire.message(dataType, 1, kemac));
      PayloadTrace trace = decoded.trace().get(1);
      assertEquals("27 octets, not shown", Wire.field(trace, "encrData").value().toString());
      List<Map<String, Object>> keyData = Wire.elements(trace, "keyData");
      assertEquals("ID", keyData.get(0).get("payload"));
      assertEquals("RFC 3830 6.7", keyData.get(0).get("section"));
      assertEquals("NAI", keyData.get(0).get("idTypeName"));
      assertEquals("Key data", keyData.get(1).get("payload"));
      assertEquals("TGK", keyData.get(1).get("keyTypeName"));
      assertEquals(List.of(), decoded.diagnostics());
      // An update has the ID alone.
      byte[] update = Wire.message(dataType, 1, "00 00 0007 00 00 0003 614062 00");
      assertEquals(List.of(), DecodedMessage.decode(update).diagnostics());
    }
    // The same octets are two TGKs where no ID is due; a URI has no such double.
    PayloadTrace tgks = Wire.trace(1, kemac);
    assertEquals("TGK", Wire.elements(tgks, "keyData").get(0).get("keyTypeName"));
    PayloadTrace uri = Wire.trace(1, "00 00 001b 14 01 0003 614062 00 00 0010 " + KEY + " 00");
    assertEquals("URI", Wire.elements(uri, "keyData").get(0).get("idTypeName"));
  }

  /** Without its ID, a public-key message's TGK reads as an NAI. */
  @Test
  void showsNoKeyThatItTakesForAnId() throws MikeyFormatException {
    byte[] octets = Wire.message(2, 1, "00 00 0014 00 00 0010 " + KEY + " 00");
    PayloadTrace trace = DecodedMessage.decode(octets).trace().get(1);
    assertEquals("NAI", Wire.elements(trace, "keyData").get(0).get("idTypeName"));
    assertEquals("16 octets, not shown", Wire.elements(trace, "keyData").get(0).get("data"));
    assertFalse(trace.toString().contains(KEY));
    // And keys alone are read when they cannot be an ID.
    byte[] keys = Wire.message(2, 1, "00 00 0014 00 20 0010 " + KEY + " 00");
    PayloadTrace tek = DecodedMessage.decode(keys).trace().get(1);
    assertEquals("TEK", Wire.elements(tek, "keyData").get(0).get("keyTypeName"));
  }

  /** GStreamer's pipelines have key and salt in one. */
  @Test
  void saysWhenATekLooksLikeKeyAndSalt() throws MikeyFormatException {
    int[][] oddities = {{28, 16, 12}, {44, 32, 12}, {30, 16, 14}, {46, 32, 14}};
    for (int[] oddity : oddities) {
      assertEquals(
          List.of(
              ("Key data at octet 15: a TEK of %d octets looks like a key of %d and a salt of %d in"
                      + " one, as GStreamer sends them; the RFC has TEK+SALT for that")
                  .formatted(oddity[0], oddity[1], oddity[2])),
          Wire.diagnostics(1, keyOf(oddity[0], "20")));
      assertEquals(List.of(), Wire.diagnostics(1, keyOf(oddity[0], "00")));
    }
    for (int length : new int[] {16, 24, 32}) {
      assertEquals(List.of(), Wire.diagnostics(1, keyOf(length, "20")));
    }
  }

  private static String keyOf(int length, String types) {
    return "00 00 %04x 00 %s %04x %s 00".formatted(4 + length, types, length, "5a".repeat(length));
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(
        Wire.message(1, "00 01 ffff aabb"), "KEMAC", 14, "65535 octets needed, 2 left");
    Wire.assertRefused(
        Wire.message(1, "00 00 ffff aabb"), "KEMAC", 14, "65535 octets needed, 2 left");
    Wire.assertRefused(Wire.message(1, "00 01 0000 01 00"), "KEMAC", 15, "20 octets needed, 1");
  }

  @Test
  void refusesAMacWhoseLengthIsNotKnown() {
    Wire.assertRefused(
        Wire.message(1, "00 01 0000 f1 00"), "KEMAC", 14, "MAC algorithm 241 (private use)");
  }

  @Test
  void saysWhenItIsLongerThanTheRfcAllows() throws MikeyFormatException {
    String longest = "00 01 fffb " + "00".repeat(0xfffb) + " 00";
    assertEquals(List.of(), Wire.diagnostics(1, longest));
    String longer = "00 01 fffc " + "00".repeat(0xfffc) + " 00";
    assertEquals(
        List.of("KEMAC at octet 10: KEMAC is longer than 65536 octets"),
        Wire.diagnostics(1, longer));
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(
        IllegalArgumentException.class,
        () -> new KemacPayload(EncrAlg.NULL, tooLong, MacAlg.NULL, Octets.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new KemacPayload(EncrAlg.NULL, Octets.empty(), MacAlg.HMAC_SHA_1_160, Octets.empty()));
  }
}
