package org.mikeyhsm.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one table of messages: read, written again, cut short and mutated. */
final class SampleMessages {
  private SampleMessages() {}

  static Map<String, byte[]> all() {
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
    return all;
  }

  static byte[] crowded() {
    StringBuilder hex = new StringBuilder("01 00 00 80 cafebabe ff 00 ");
    for (int i = 1; i <= 255; i++) {
      hex.append("%02x %08x %08x ".formatted(i, i * 7, 0xFFFFFF00 + i));
    }
    return Wire.hex(hex.toString());
  }
}
