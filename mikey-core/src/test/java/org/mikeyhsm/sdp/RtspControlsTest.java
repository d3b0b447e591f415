package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RtspControlsTest {
  private static RtspControls controls(String base, String session, String audio, String video)
      throws SdpException {
    return RtspControls.of(
        SessionDescription.parse(
            "v=0\no=- 1 1 IN IP4 h\ns=-\nt=0 0\n"
                + session
                + "\nm=audio 0 RTP/SAVP 0\n"
                + audio
                + "\nm=video 0 RTP/SAVP 31\n"
                + video
                + "\n"),
        base);
  }

  @Test
  void rfc4567Section53() throws Exception {
    RtspControls controls =
        controls(
            "rtsp://server.example.com/fizzle/foo",
            "a=control:rtsp://movie.example.com/action",
            "a=control:rtsp://movie.example.com/action/audio",
            "a=control:rtsp://movie.example.com/action/video");
    assertEquals(Optional.of(SESSION), controls.level("rtsp://movie.example.com/action"));
    assertEquals(Optional.of(AUDIO), controls.level("RTSP://Movie.example.COM/action/audio"));
    assertEquals(Optional.of(VIDEO), controls.level("rtsp://movie.example.com/action/video"));
    assertEquals(Optional.of("rtsp://movie.example.com/action/video"), controls.uri(VIDEO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://movie.example.com/Action",
        "rtsp://movie.example.com/action/",
        "rtsp://movie.example.com/action/text",
        "rtsps://movie.example.com/action",
        "rtsp://movie.example.com:5540/action",
        "/action",
        "",
        "%",
        "rtsp://[",
        "mailto:a"
      })
  void otherUriIsNoneOfThese(String uri) throws Exception {
    RtspControls controls =
        controls("rtsp://h/", "a=control:rtsp://movie.example.com/action", "", "");
    assertEquals(Optional.empty(), controls.level(uri));
    assertEquals(Optional.empty(), controls.uri(AUDIO));
  }

  @ParameterizedTest
  @CsvSource({
    "rtsp://h/foo/, rtsp://h/foo/, rtsp://h/foo/track1, rtsp://h/track2",
    "rtsp://h/foo, rtsp://h/foo, rtsp://h/track1, rtsp://h/track2",
    "rtsp://h, rtsp://h/, rtsp://h/track1, rtsp://h/track2"
  })
  void relativeUriIsResolved(String base, String session, String audio, String video)
      throws Exception {
    RtspControls controls = controls(base, "a=control:*", "a=control:track1", "a=control:/track2");
    assertEquals(Optional.of(session), controls.uri(SESSION));
    assertEquals(Optional.of(audio), controls.uri(AUDIO));
    assertEquals(Optional.of(video), controls.uri(VIDEO));
    assertEquals(Optional.of(AUDIO), controls.level(audio));
  }

  @Test
  void faultsAreNamed() {
    assertEquals(
        "SDP session level: not a control URI: \"rtsp://[\"",
        assertThrows(SdpException.class, () -> controls("rtsp://h/", "a=control:rtsp://[", "", ""))
            .reason());
    assertEquals(
        "SDP media level, media 0: more than one control URI",
        assertThrows(
                SdpException.class, () -> controls("rtsp://h/", "", "a=control:a\na=control:b", ""))
            .reason());
    assertEquals(
        "SDP media level, media 1: control URI of another level: \"a\"",
        assertThrows(
                SdpException.class, () -> controls("rtsp://h/", "", "a=control:a", "a=control:a"))
            .reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "foo", "rtsp:", "mailto:a", "rtsp://[", "//h/a"})
  void baseMustBeAbsolute(String base) {
    assertThrows(IllegalArgumentException.class, () -> controls(base, "", "", ""));
  }

  @Test
  void timeIsBoundedByTheSizeOfTheDescription() throws Exception {
    StringBuilder text = new StringBuilder("v=0\no=- 1 1 IN IP4 h\ns=-\n");
    for (int i = 0; i < 30_000; i++) {
      text.append("m=a 0 b 0\na=control:").append(i).append('\n');
    }
    SessionDescription description = SessionDescription.parse(text.toString());
    RtspControls controls =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> RtspControls.of(description, "rtsp://h/"));
    assertEquals(Optional.of(KeyMgmtLevel.media(29_999)), controls.level("rtsp://h/29999"));
  }
}
