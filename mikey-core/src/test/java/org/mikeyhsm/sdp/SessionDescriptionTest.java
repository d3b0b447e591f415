package org.mikeyhsm.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.message.Octets;

final class SessionDescriptionTest {
  private static final String HEAD = "v=0\no=- 1 1 IN IP4 h\ns= \nt=0 0\n";
  private static final KeyMgmtAttribute A = new KeyMgmtAttribute("mikey", Octets.ofHex("000001"));
  private static final KeyMgmtAttribute B = new KeyMgmtAttribute("mikey", Octets.ofHex("000002"));
  private static final KeyMgmtAttribute OTHER =
      new KeyMgmtAttribute("keyp1", Octets.ofHex("000003"));

  private static SessionDescription parse(String text) throws SdpException {
    return SessionDescription.parse(text);
  }

  @Test
  void rfc4567Section51Offer() throws SdpException {
    SessionDescription sdp = parse(Rfc4567Examples.listing("5.1-offer"));
    assertEquals(
        List.of(KeyMgmtAttribute.mikey(Rfc4567Examples.OFFER_MESSAGE.toArray())),
        sdp.sessionKeyMgmt());
    assertEquals(2, sdp.media().size());
    assertEquals(49000, sdp.media().get(0).port());
    assertEquals("video", sdp.media().get(1).kind());
    assertEquals(List.of(), sdp.mediaKeyMgmt(0));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          Optional.of(Rfc4567Examples.OFFER_MESSAGE),
          sdp.effectiveKeyMgmt(i, "mikey").map(KeyMgmtAttribute::data));
    }
    assertEquals(List.of("mikey"), sdp.protocolIds(KeyMgmtLevel.session()));
    assertEquals(
        String.join(
            "\r\n",
            "v=0",
            "o=alice 2891092738 2891092738 IN IP4 w-land.example.com",
            "s=Cool stuff",
            "e=alice@w-land.example.com",
            "t=0 0",
            "c=IN IP4 w-land.example.com",
            "a=key-mgmt:mikey " + Rfc4567Examples.OFFER_BASE64,
            "m=audio 49000 RTP/SAVP 98",
            "a=rtpmap:98 AMR/8000",
            "m=video 52230 RTP/SAVP 31",
            "a=rtpmap:31 H261/90000",
            ""),
        sdp.toString());
  }

  @Test
  void rfc4567Section51Answer() throws SdpException {
    SessionDescription sdp = parse(Rfc4567Examples.listing("5.1-answer"));
    assertEquals(Rfc4567Examples.ANSWER_MESSAGE, sdp.sessionKeyMgmt().get(0).data());
    assertEquals(sdp, parse(sdp.toString()));
  }

  @Test
  void rfc4567Section52MediaWithoutSecureProfileIsNotAffected() throws SdpException {
    String listing = Rfc4567Examples.listing("5.2-offer");
    assertEquals(9, assertThrows(SdpException.class, () -> parse(listing)).line());
    SessionDescription sdp =
        parse(listing.replaceFirst("AQAFgM0Xfl.*", Rfc4567Examples.OFFER_BASE64));
    assertEquals(List.of(), sdp.sessionKeyMgmt());
    assertEquals(
        Rfc4567Examples.OFFER_MESSAGE, sdp.effectiveKeyMgmt(0, "mikey").orElseThrow().data());
    assertEquals(Optional.empty(), sdp.effectiveKeyMgmt(1, "mikey"));
    assertEquals(Optional.empty(), sdp.withSessionKeyMgmt(A).effectiveKeyMgmt(1, "mikey"));
    assertEquals(Optional.empty(), sdp.withMediaKeyMgmt(1, A).effectiveLevel(1));
  }

  @Test
  void mediaLevelOverridesSessionLevel() throws SdpException {
    SessionDescription sdp =
        parse(HEAD + "m=audio 1 RTP/SAVP 0\nm=video 2 RTP/SAVPF 31\nm=x 3 RTP/SAVP 0\n")
            .withSessionKeyMgmt(OTHER, A)
            .withMediaKeyMgmt(1, B)
            .withMediaKeyMgmt(2, OTHER);
    assertEquals(Optional.of(A), sdp.effectiveKeyMgmt(0, "mikey"));
    assertEquals(Optional.of(B), sdp.effectiveKeyMgmt(1, "mikey"));
    assertEquals(Optional.empty(), sdp.effectiveKeyMgmt(1, "keyp1"));
    assertEquals(Optional.empty(), sdp.effectiveKeyMgmt(2, "mikey"));
    assertEquals(Optional.empty(), sdp.effectiveKeyMgmt(0, "MIKEY"));
    assertEquals(Optional.of(KeyMgmtLevel.session()), sdp.effectiveLevel(0));
    assertEquals(Optional.of(KeyMgmtLevel.media(1)), sdp.effectiveLevel(1));
    assertEquals(List.of("keyp1", "mikey"), sdp.protocolIds(KeyMgmtLevel.session()));
    assertEquals(List.of("mikey"), sdp.protocolIds(KeyMgmtLevel.media(1)));
  }

  @Test
  void protocolListKeepsOrderAndRepetition() throws SdpException {
    SessionDescription sdp =
        parse(HEAD + "a=key-mgmt:mikey AAAA\na=x\na=key-mgmt:keyp1 AAAA\na=key-mgmt:mikey BBBB\n");
    assertEquals(List.of("mikey", "keyp1", "mikey"), sdp.protocolIds(KeyMgmtLevel.session()));
  }

  @Test
  void attributesArePlacedBehindAllOtherLinesOfTheirLevel() throws SdpException {
    SessionDescription sdp =
        parse(HEAD + "a=tool:x\nm=audio 1 RTP/SAVP 0\nc=IN IP4 h\nb=AS:64\nm=video 2 RTP/SAVP 31\n")
            .withSessionKeyMgmt(A)
            .withMediaKeyMgmt(0, B, OTHER);
    assertEquals(
        HEAD
            + "a=tool:x\na=key-mgmt:mikey AAAB\nm=audio 1 RTP/SAVP 0\nc=IN IP4 h\nb=AS:64\n"
            + "a=key-mgmt:mikey AAAC\na=key-mgmt:keyp1 AAAD\nm=video 2 RTP/SAVP 31\n",
        sdp.toString().replace("\r\n", "\n"));
  }

  @Test
  void attributesReplaceThoseOfTheirLevelInANewDescription() throws SdpException {
    SessionDescription before =
        parse(HEAD + "m=audio 1 RTP/SAVP 0\n").withSessionKeyMgmt(A).withMediaKeyMgmt(0, A);
    SessionDescription after = before.withSessionKeyMgmt(B, OTHER).withMediaKeyMgmt(0);
    assertEquals(List.of(A), before.sessionKeyMgmt());
    assertEquals(List.of(A), before.mediaKeyMgmt(0));
    assertEquals(List.of(B, OTHER), after.sessionKeyMgmt());
    assertEquals(List.of(), after.mediaKeyMgmt(0));
    assertEquals(after, parse(after.toString()));
  }

  @Test
  void otherLinesAreKeptToTheOctet() throws SdpException {
    String text =
        "v=0\r\no=- 1 1 IN IP6 ::1\r\ns= \r\ni=\u00fcber  x \r\nb=AS:1\r\nt=0 0\r\nk=prompt\r\n"
            + "a=key-mgmt-x\r\nm=audio 9/2  RTP/AVP 0\r\ni=\r\na=rtpmap:0 PCMU/8000\r\n";
    assertEquals(text, parse(text).toString());
    assertArrayEquals(text.getBytes(UTF_8), parse(text).encode());
    assertEquals(text, parse(text.replace("\r\n", "\n")).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'',1,the first line is not v=0",
    "'s=x|v=0',1,the first line is not v=0",
    "'v=1|o=-|s=x',1,the first line is not v=0",
    "'m=audio 1 RTP/SAVP 0',1,the first line is not v=0",
    "'v=0|o=-|s=x|v=0',4,'expected one v= line, found 2'",
    "'v=0|s=x',1,'expected one o= line, found 0'",
    "'v=0|o=-|s=x|m=audio 1 RTP/SAVP 0|s=x',5,s= is not a line of a media description",
    "'v=0|o=-|s=x|s=y',4,'expected one s= line, found 2'",
    "'v=0|o=-|s=x|q=1',4,q= is not a line of the session level",
    "'v=0|o=-|s=x|m=audio 1 RTP/SAVP 0|t=0 0',5,t= is not a line of a media description",
    "'v=0|o=-|s=x|m=audio RTP/SAVP 0',4,'m= line lacks media, port, profile or format'",
    "'v=0|o=-|s=x|a=key-mgmt:mikey AAA',4,base64 of 3 characters is not a multiple of 4",
    "'v=0|o=-|s=x|a=key-mgmt:mikey AAAA|A A|A',4,base64 of 7 characters is not a multiple of 4",
    "'v=0|o=-|s=x||m=a 1 RTP/SAVP 0|a=key-mgmt:x ',6,no key management data"
  })
  void faultIsNamedWithItsLine(String text, int line, String reason) {
    SdpException e = assertThrows(SdpException.class, () -> parse(text.replace("|", "\n")));
    assertEquals(reason, e.reason());
    assertEquals(line, e.line());
  }

  @Test
  void indexesAreChecked() throws SdpException {
    SessionDescription sdp = parse(HEAD);
    assertThrows(IndexOutOfBoundsException.class, () -> sdp.mediaKeyMgmt(0));
    assertThrows(IndexOutOfBoundsException.class, () -> sdp.withMediaKeyMgmt(0, A));
    assertThrows(IndexOutOfBoundsException.class, () -> sdp.effectiveKeyMgmt(0, "mikey"));
    assertThrows(IndexOutOfBoundsException.class, () -> sdp.protocolIds(KeyMgmtLevel.media(0)));
  }

  @Test
  void hugeInputIsRefused() {
    String text = HEAD + "a=key-mgmt:mikey " + "AAAA".repeat(1 << 19);
    assertEquals(0, assertThrows(SdpException.class, () -> parse(text)).line());
  }

  @Test
  void largestInputsTakeLinearTime() {
    int room = (1 << 20) - 200;
    List<String> hostile =
        List.of(
            HEAD + "a=key-mgmt:mikey AAAA\n".repeat(room / 22),
            HEAD + "a=key-mgmt:mikey " + "AAAA\n".repeat(room / 5),
            HEAD + "a=key-mgmt:mikey AA\n" + "c=\n".repeat(room / 3),
            HEAD + "a=\n".repeat(room / 3),
            HEAD + "\n".repeat(room),
            HEAD + "m=a 1 RTP/SAVP 0\n".repeat(room / 17));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (String text : hostile) {
            assertFalse(parse(text).sessionLines().isEmpty());
          }
        });
  }
}
