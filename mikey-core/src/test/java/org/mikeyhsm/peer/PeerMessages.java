package org.mikeyhsm.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A message as its RFC draws it, for each data type that Wireshark knows. Keys, signatures and MACs
 * are filler of the right length.
 */
final class PeerMessages {
  private static final String T = "00 eeaea940 00000000";
  private static final String RAND = "10 101112131415161718191a1b1c1d1e1f";
  private static final String ALICE = "01 0015 " + hex("sip:alice@example.com");
  private static final String BOB = "01 0013 " + hex("sip:bob@example.com");
  private static final String SP = "00 00 0009 000101 010110 04010e";
  private static final String CERT = "00 0167 " + resource("certificate.txt");
  private static final String MAC = "01 " + "5a".repeat(20);
  private static final String DATA = "01 0014 " + "d7".repeat(20);
  private static final String NO_DATA = "00 0000 ";
  private static final String PKE = "0080 " + "9b".repeat(128);
  private static final String SIGN = "0080 " + "c3".repeat(128);
  private static final String ECCSI = "2081 " + "c3".repeat(129);

  private PeerMessages() {}

  /** The octets by a name that says the message and its RFC section. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put(
        "Pre-shared, RFC 3830 3.1",
        message(
            0,
            0x80,
            5,
            "0b" + T,
            "06" + RAND,
            "06" + ALICE,
            "0a" + BOB,
            "01" + SP,
            "00" + DATA + MAC));
    all.put("PSK ver msg, RFC 3830 3.1", message(1, 0, 5, "06" + T, "09" + BOB, "00" + MAC));
    all.put(
        "Public key, RFC 3830 3.2",
        message(
            2,
            0x80,
            5,
            "0b" + T,
            "06" + RAND,
            "07" + ALICE,
            "0a" + CERT,
            "01" + SP,
            "02" + DATA + MAC,
            "04" + PKE,
            SIGN));
    all.put(
        "Public key, cached envelope key",
        message(
            2,
            0,
            5,
            "0b" + T,
            "01" + RAND,
            "02" + DATA + MAC,
            "04 4080 " + "9b".repeat(128),
            SIGN));
    all.put("PK ver msg, RFC 3830 3.2", message(3, 0, 5, "06" + T, "09" + BOB, "00" + MAC));
    for (int group = 0; group <= 2; group++) {
      int length = new int[] {192, 96, 128}[group];
      String value = "0" + group + "8e".repeat(length);
      all.put(
          "D-H init, group " + group + ", RFC 3830 3.3",
          message(
              4,
              0x80,
              5,
              "0b" + T,
              "06" + RAND,
              "07" + ALICE,
              "0a" + CERT,
              "03" + SP,
              "04" + value + "00",
              SIGN));
      all.put(
          "D-H resp, group " + group + ", RFC 3830 3.3",
          message(
              5,
              0,
              5,
              "06" + T,
              "07" + BOB,
              "06" + CERT,
              "03" + ALICE,
              "03" + value + "00",
              "04" + value + "00",
              SIGN));
    }
    all.put(
        "D-H init, validity interval",
        message(
            4,
            0x80,
            5,
            "0b" + T,
            "03" + RAND,
            "04 02" + "8e".repeat(128) + "02 02 0001 02 ffff",
            SIGN));
    all.put("Error, RFC 3830 5.1.2", message(6, 0, 5, "0c" + T, "09 01 0000", "00" + MAC));
    all.put(
        "DHHMAC init, RFC 4650 3.1",
        message(
            7,
            0x80,
            5,
            "0b" + T,
            "06" + RAND,
            "06" + ALICE,
            "0a" + BOB,
            "03" + SP,
            "01 02" + "8e".repeat(128) + "00",
            "00" + NO_DATA + MAC));
    all.put(
        "DHHMAC resp, RFC 4650 3.1",
        message(
            8,
            0,
            5,
            "06" + T,
            "06" + BOB,
            "03" + ALICE,
            "03 02" + "8e".repeat(128) + "00",
            "01 02" + "7d".repeat(128) + "00",
            "00" + NO_DATA + MAC));
    all.put(
        "RSA-R I_MSG, RFC 4738 3.1",
        message(9, 0x80, 5, "0b" + T, "06" + RAND, "07" + ALICE, "0a" + CERT, "04" + SP, SIGN));
    all.put(
        "RSA-R R_MSG, RFC 4738 3.2",
        message(
            10,
            0,
            5,
            "15" + T,
            "06 01 0005 " + hex("mikey"),
            "07" + BOB,
            "01" + CERT,
            "02" + DATA + MAC,
            "04" + PKE,
            SIGN));
    all.put(
        "SAKKE, RFC 6509 4",
        message(
            26,
            0,
            5,
            "0b" + T,
            "0e" + RAND,
            "0e 01" + ALICE,
            "0e 02" + BOB,
            "0e 06" + ALICE,
            "0a 07" + BOB,
            "1a" + SP,
            "04 01 01 0111 04" + "6b".repeat(272),
            ECCSI));
    return all;
  }

  private static byte[] message(int dataType, int vAndPrf, int next, String... payloads) {
    String header =
        "01%02x%02x%02x 01020304 02 00 00 cafebabe 00000000 00 00000000 00000007"
            .formatted(dataType, next, vAndPrf);
    return HexFormat.of().parseHex((header + String.join("", payloads)).replace(" ", ""));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PeerMessages.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
