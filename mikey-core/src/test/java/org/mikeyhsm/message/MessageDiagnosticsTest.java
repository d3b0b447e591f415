package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MessageDiagnosticsTest {
  private static final String T = " 00 eeae3e4ecb1c64ba ";

  private static List<String> of(String hex) throws MikeyFormatException {
    return DecodedMessage.decode(Wire.hex(hex)).diagnostics();
  }

  @Test
  void knowsTheDhhmacOfTheText() throws MikeyFormatException {
    String kemac = "0000 01 " + "5a".repeat(20);
    String note =
        "KEMAC at octet 10: Encr alg 2 is AES-KW-128, but NULL in the text of RFC 4650 4.2; DHHMAC"
            + " has NULL, which is 0";
    assertEquals(List.of(note), of("01 07 01 00 01020304 00 00  00 02 " + kemac));
    assertEquals(List.of(note), of("01 08 01 00 01020304 00 00  00 02 " + kemac));
    assertEquals(List.of(), of("01 07 01 00 01020304 00 00  00 00 " + kemac));
    assertEquals(List.of(), of("01 00 01 00 01020304 00 00  00 02 " + kemac));
  }

  /** RFC 4650 4.2 prints HMAC-SHA-1 as 0, which is NULL: then 20 octets are left over. */
  @Test
  void explainsTheMacThatIsLeftOver() {
    String kemac = " 01 00 01020304 00 00  00 00 0000 00 " + "5a".repeat(20);
    Wire.assertRefused(
        Wire.hex("01 07" + kemac),
        "KEMAC",
        15,
        "the last payload (MAC alg 0, which is NULL, but HMAC-SHA-1 in the text of RFC 4650 4.2) is"
            + " followed by 20 more octet(s)");
    Wire.assertRefused(
        Wire.hex("01 00" + kemac), "KEMAC", 15, "the last payload is followed by 20 more");
    Wire.assertRefused(
        Wire.hex("01 07" + kemac + "00"), "KEMAC", 15, "the last payload is followed by 21 more");
  }

  @Test
  void knowsWhatSakkeForbids() throws MikeyFormatException {
    String sign = "2081 " + "00".repeat(129);
    assertEquals(
        List.of(
            "HDR at octet 3: V is set, which RFC 6509 4.1 forbids",
            "T at octet 10: RFC 6509 2.2.1 wants a TS type of NTP-UTC or NTP",
            "CERT at octet 16: a certificate beside an ECCSI signature, which RFC 6509 2.2.1 forbids"),
        of("01 1a 05 81 01020304 00 01  07 02 00000001  04 00 0002 3000 " + sign));
    assertEquals(List.of(), of("01 1a 05 01 01020304 00 01  07" + T + " 04 00 0002 3000  0000"));
    assertEquals(List.of(), of("01 1a 05 01 01020304 00 01  04" + T + sign));
  }

  @Test
  void knowsKeysWithoutCryptoSessions() throws MikeyFormatException {
    String note =
        "HDR at octet 10: #CS is 0 though the message carries keys: the peer has to know the"
            + " streams";
    String kemac = "00 01 0001 aa 00";
    assertEquals(List.of(note), of("01 00 05 00 01020304 00 00  01" + T + kemac));
    assertEquals(List.of(note), of("01 00 05 00 01020304 00 02  01" + T + kemac));
    assertEquals(
        List.of(note),
        of("01 04 05 00 01020304 00 00  03" + T + "00 01 " + "01".repeat(97 - 1) + "00"));
    assertEquals(List.of(), of("01 00 05 00 01020304 00 01  01" + T + kemac));
    // An update without keys.
    assertEquals(List.of(), of("01 00 05 00 01020304 00 00  01" + T + "00 01 0000 00"));
  }

  @Test
  void knowsStreamsWithoutSsrc() throws MikeyFormatException {
    assertEquals(
        List.of(
            "HDR at octet 10: the SSRC is 0, for the responder to fill in (RFC 3830 6.1.1), in"
                + " crypto session 1, 3"),
        of(
            "01 00 00 00 01020304 03 00"
                + " 00 00000000 00000000  00 00000001 00000000  00 00000000 00000001"));
  }
}
