package org.mikeyhsm.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.mikeyhsm.sdp.KeyMgmtText;
import org.mikeyhsm.sdp.RtspKeyMgmtHeader;
import org.mikeyhsm.sdp.SdpException;

/**
 * Any text is a KeyMgmt header or an {@link SdpException}; one that was read and written is read
 * the same again, also by the search in whole RTSP messages.
 */
class RtspHeaderFuzzTest {
  @FuzzTest(maxDuration = "", maxExecutions = LongRun.EXECUTIONS)
  void parsesOrRefuses(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    RtspKeyMgmtHeader header;
    try {
      header = RtspKeyMgmtHeader.parse(text);
    } catch (SdpException e) {
      assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
      return;
    }
    String written = header.format();
    try {
      assertEquals(header, RtspKeyMgmtHeader.parse(written));
      long mikey = header.specs().stream().filter(RtspKeyMgmtHeader.Spec::isMikey).count();
      String message = "SETUP rtsp://a/b RTSP/1.0\r\nCSeq: 1\r\n" + written + "\r\n\r\n";
      assertEquals(mikey, KeyMgmtText.find(message).orElseThrow().size());
    } catch (SdpException e) {
      throw new AssertionError("what was written is refused", e);
    }
  }
}
