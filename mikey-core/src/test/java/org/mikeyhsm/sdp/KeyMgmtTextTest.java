package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.message.Octets;

final class KeyMgmtTextTest {
  private static final Octets ONE = Octets.ofHex("000001");
  private static final Octets TWO = Octets.ofHex("000002");

  private static KeyMgmtText.Found inSession(Octets message) {
    return new KeyMgmtText.Found(
        new KeyMgmtOrigin.InSessionDescription(KeyMgmtLevel.session()), message);
  }

  private static KeyMgmtText.Found inMedia(int index, Octets message) {
    return new KeyMgmtText.Found(
        new KeyMgmtOrigin.InSessionDescription(KeyMgmtLevel.media(index)), message);
  }

  private static KeyMgmtText.Found inHeader(String uri, Octets message) {
    return new KeyMgmtText.Found(new KeyMgmtOrigin.RtspHeader(Optional.of(uri)), message);
  }

  @Test
  void listingOfRfc4567Section51() throws SdpException {
    assertEquals(
        Optional.of(List.of(inSession(Rfc4567Examples.OFFER_MESSAGE))),
        KeyMgmtText.find("\n\n" + Rfc4567Examples.listing("5.1-offer")));
  }

  @Test
  void sessionAndMediaLevelInTheirOrder() throws SdpException {
    assertEquals(
        Optional.of(List.of(inSession(ONE), inMedia(1, TWO), inMedia(1, ONE))),
        KeyMgmtText.find(
            "v=0\no=-\ns=x\na=key-mgmt:mikey AAAB\na=key-mgmt:keyp1 AAAB\nm=a 1 RTP/SAVP 0\n"
                + "m=b 1 RTP/SAVP 0\na=key-mgmt:mikey AAAC\na=key-mgmt:mikey AAAB\n"));
    assertEquals(Optional.of(List.of()), KeyMgmtText.find("v=0\no=-\ns=x\n"));
  }

  @Test
  void bareLines() throws SdpException {
    assertEquals(
        Optional.of(
            List.of(
                new KeyMgmtText.Found(new KeyMgmtOrigin.AttributeLine(2), ONE),
                new KeyMgmtText.Found(new KeyMgmtOrigin.AttributeLine(6), TWO))),
        KeyMgmtText.find(
            "\n  a=key-mgmt:mikey AA\n  AB\nm=x\na=key-mgmt:keyp1 AAAB\n a=key-mgmt:mikey AAAC"));
  }

  @Test
  void headerAlone() throws SdpException {
    assertEquals(
        Optional.of(List.of(inHeader("rtsp://h", ONE), inHeader("rtsp://h/a", TWO))),
        KeyMgmtText.find(
            "keymgmt: prot=mikey; uri=\"rtsp://h\"; data=\"AAAB\", prot=keyp1; data=\"AAAB\",\r\n"
                + "  prot=mikey; uri=\"rtsp://h/a\"; data=\"AAAC\"\r\n"));
  }

  @Test
  void requestOfRfc4567Section53() throws SdpException {
    String listing = Rfc4567Examples.listing("5.3-setup");
    assertEquals(5, assertThrows(SdpException.class, () -> KeyMgmtText.find(listing)).line());
    assertEquals(
        Optional.of(
            List.of(inHeader("rtsp://movie.example.com/action", Rfc4567Examples.ANSWER_MESSAGE))),
        KeyMgmtText.find(
            listing.replaceFirst("\"AQEF.*\"", "\"" + Rfc4567Examples.ANSWER_BASE64 + "\"")
                + "\n   CSeq: 314\n"));
  }

  @Test
  void responseOfRfc4567Section53() throws SdpException {
    String listing = Rfc4567Examples.listing("5.3-describe");
    assertEquals(14, assertThrows(SdpException.class, () -> KeyMgmtText.find(listing)).line());
    assertEquals(
        Optional.of(List.of(inSession(Rfc4567Examples.OFFER_MESSAGE))),
        KeyMgmtText.find(listing.replaceFirst("AQAFgM0Xfl.*", Rfc4567Examples.OFFER_BASE64)));
  }

  @Test
  void headerAndBodyOfOneMessage() throws SdpException {
    assertEquals(
        Optional.of(List.of(inHeader("rtsp://h", ONE), inSession(TWO))),
        KeyMgmtText.find(
            "RTSP/1.0 200 OK\r\nKeyMgmt: prot=mikey;uri=\"rtsp://h\";data=\"AAAB\"\r\nCSeq: 1\r\n"
                + "\r\nv=0\r\no=-\r\ns=x\r\na=key-mgmt:mikey AAAC\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \r\n",
        "AQAFgM0XflABAAAA",
        "0100058",
        "a=",
        "q=hello",
        "a=tool:x\nnonsense",
        "GET / HTTP/1.1\r\nHost: h\r\n\r\nbody",
        "xKeyMgmt: prot=mikey; data=\"AAAB\""
      })
  void otherTextIsNotUnderstood(String text) throws SdpException {
    assertEquals(Optional.empty(), KeyMgmtText.find(text));
  }

  @Test
  void faultsAreReportedWithTheLineOfTheWholeText() {
    assertEquals(
        4, assertThrows(SdpException.class, () -> KeyMgmtText.find("\n\nv=0\nnonsense\n")).line());
    assertEquals(
        3,
        assertThrows(SdpException.class, () -> KeyMgmtText.find("\n\na=key-mgmt:mikey AAA"))
            .line());
    assertEquals(
        4,
        assertThrows(
                SdpException.class,
                () -> KeyMgmtText.find("SETUP x RTSP/1.0\nCSeq: 1\nKeyMgmt: prot=mikey;\n x"))
            .line());
  }

  @Test
  void hugeInputTakesLinearTime() {
    int room = 1 << 20;
    List<String> hostile =
        List.of("x\n" + "\n".repeat(room), "x\n" + "\nv\n".repeat(room / 3), "x".repeat(room));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (String text : hostile) {
            assertEquals(Optional.empty(), KeyMgmtText.find(text));
          }
        });
    assertThrows(SdpException.class, () -> KeyMgmtText.find("v=0\n".repeat(room)));
  }
}
