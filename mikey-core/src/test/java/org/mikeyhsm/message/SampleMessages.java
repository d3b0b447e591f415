package org.mikeyhsm.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one table of messages: read, written again, cut short and mutated. */
public final class SampleMessages {
  private SampleMessages() {}

  /** Name and octets of each message; the caller may change both. */
  public static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("RFC 4567 5.1 offer", Vectors.rfc4567OfferOctets());
    all.put("RFC 4567 5.1 answer", Vectors.rfc4567AnswerOctets());
    all.put("minisip PSK-0 I", Vectors.minisipPsk0("i_message_hex"));
    all.put("minisip PSK-0 R", Vectors.minisipPsk0("r_message_hex"));
    all.put("GStreamer NULL", Vectors.gstreamerNull());
    all.put("header alone", Wire.message(0, ""));
    all.put("private data type", Wire.message(250, 0, ""));
    all.put("PRF-HMAC-SHA-256 and V", Wire.hex("01 0b 00 81 ffffffff 00 00"));
    all.put(
        "two errors, reserved bits",
        Wire.hex("01 06 05 00 01020304 00 00  0c 00 eeae3e4e cb1c64ba  0c 01 0000  00 0c beef"));
    all.put("T COUNTER, T NTP-UTC-32", Wire.message(5, "05 02 00000007  00 03 eeae3e4e"));
    all.put("V SHA-256", Wire.message(1, 9, "00 02 " + "a5".repeat(32)));
    all.put("V NULL", Wire.message(1, 9, "00 00"));
    all.put("RAND empty and full", Wire.message(11, "0b 00  00 ff " + "77".repeat(255)));
    all.put("ID empty", Wire.message(6, "06 02 0000  06 00 0000  00 f1 0001 ff"));
    all.put("SDP IDs, vendor", Wire.message(21, "15 01 0005 6d696b6579  00 00 0002 0000"));
    all.put(
        "SP RCC, GCM, TESLA",
        Wire.message(
            10,
            "0a 00 00 0010 0d020001 0e0103 1201 0e 000106 140110  0a 01 01 0003 010100  00 02 00"
                + " 0000"));
    all.put(
        "KEMAC NULL with KV",
        Wire.message(
            1,
            "00 00 0049"
                + " 14 01 0010 000102030405060708090a0b0c0d0e0f 04 deadbeef"
                + " 14 12 0002 abcd 0002 0102 06 000000000000 06 0000ffffffff"
                + " 00 30 0004 11223344 000e 0102030405060708090a0b0c0d0e"
                + " 00"));
    all.put("KEMAC NULL unparseable", Wire.message(1, "00 00 0004 ffffffff 02 " + "5a".repeat(32)));
    all.put("KEMAC empty", Wire.message(1, "05 01 0000 00  00 02 eeae3e4e"));
    all.put("255 crypto sessions", crowded());
    all.put("minisip DHHMAC-3 I", Vectors.minisipDhhmac3("i_message_hex"));
    all.put("minisip DHHMAC-3 R", Vectors.minisipDhhmac3("r_message_hex"));
    all.put("3GPP MCX GMK", Vectors.mcxSakke());
    ExchangeMessages.all().forEach(exchange -> all.put(exchange.name(), exchange.octets()));
    all.put("empty map of 3", Wire.hex("01 00 00 00 01020304 03 01"));
    all.put(
        "GENERIC-ID of all kinds",
        Wire.hex(
            "01 0e 00 00 01020304 03 02  04 00 82 0102 000a 0000cafe00000001 0002 04 deadbeef"
                + "  05 00 00 0000 00  06 f1 81 07 0001 ff 00"));
    all.put(
        "Key ID, CSB_ID, OMA BCAST, TESLA I-Key",
        Wire.message(
            21,
            "15 03 0005 01 03 010203  15 04 0004 cafebabe  15 05 0003 02 beef"
                + "  00 02 0014 "
                + "2a".repeat(20)));
    all.put(
        "extensions that do not parse",
        Wire.message(
            21, "15 03 0002 01 03  15 04 0001 ca  15 05 0000  15 06 0003 000102  00 07 0001 43"));
    all.put("SAKKE-to-self", Wire.message(21, "00 06 0116 00 01 02 0111 04" + "5a".repeat(272)));
    all.put(
        "DH with SPI and interval, reserved bits",
        Wire.message(
            3,
            "03 01 "
                + "5a".repeat(96)
                + " a1 02 beef  00 01 "
                + "a5".repeat(96)
                + " 02 01 07 02 0809"));
    all.put("SIGN empty", Wire.message(4, "2000"));
    all.put("CERT URL, PKE", Wire.message(7, "02 01 0008 687474703a2f2f61  00 c001 aa"));
    all.put("CHASH of all kinds", chashes());
    all.put(
        "KEMAC NULL with an ID",
        Wire.message(2, 1, "00 00 0011 14 00 0003 614062 00 00 0006 0102030405 06 00"));
    all.put(
        "TP and TICKET that do not parse, reserved bits",
        Wire.message(
            16,
            "11 0001 01 01 ff ffff 0002 0e77"
                + "  00 0001 01 01 01 9800 0001 63 0002 0500 0001 09"));
    all.put(
        "TP with keys",
        Wire.message(
            16, "00 0001 01 01 03 5060 001a 01 00 00 0014 00 20 0010 " + "f0".repeat(16) + " 00"));
    all.put("tickets in tickets", nested());
    return all;
  }

  private static byte[] chashes() {
    return Wire.message(
        8, "08 00 " + "11".repeat(20) + " 08 01 " + "22".repeat(16) + " 00 02 " + "33".repeat(32));
  }

  /** Deeper than is explained. */
  private static byte[] nested() {
    String tp = "0000010101035060" + "0000";
    for (int depth = 0; depth < 7; depth++) {
      tp = "0000010101035060%04x10".formatted(1 + tp.length() / 2) + tp;
    }
    return Wire.message(16, tp);
  }

  static byte[] crowded() {
    StringBuilder hex = new StringBuilder("01 00 00 80 cafebabe ff 00 ");
    for (int i = 1; i <= 255; i++) {
      hex.append("%02x %08x %08x ".formatted(i, i * 7, 0xFFFFFF00 + i));
    }
    return Wire.hex(hex.toString());
  }
}
