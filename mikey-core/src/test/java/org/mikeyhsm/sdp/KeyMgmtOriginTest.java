package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyMgmtOriginTest {
  @Test
  void describesItself() {
    assertEquals(
        "SDP session level",
        new KeyMgmtOrigin.InSessionDescription(KeyMgmtLevel.session()).describe());
    assertEquals(
        "SDP media level, media 1",
        new KeyMgmtOrigin.InSessionDescription(KeyMgmtLevel.media(1)).describe());
    assertEquals("a=key-mgmt line 3", new KeyMgmtOrigin.AttributeLine(3).describe());
    assertEquals("RTSP KeyMgmt header", new KeyMgmtOrigin.RtspHeader(Optional.empty()).describe());
    assertEquals(
        "RTSP KeyMgmt header for rtsp://h",
        new KeyMgmtOrigin.RtspHeader(Optional.of("rtsp://h")).describe());
  }
}
