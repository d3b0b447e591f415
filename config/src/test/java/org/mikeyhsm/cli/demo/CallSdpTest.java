package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SessionDescription;

class CallSdpTest {
  @Test
  void describesOneSecureAudioStream() throws SdpException, DemoException {
    SessionDescription sdp = CallSdp.describe(Transcript.Role.RESPONDER, 40000, 0xFFFFFFFF);
    assertEquals(1, sdp.media().size());
    assertEquals("audio", sdp.media().get(0).kind());
    assertEquals(40000, sdp.media().get(0).port());
    assertTrue(sdp.media().get(0).isSecureProfile());
    assertTrue(sdp.toString().contains("a=ssrc:4294967295 cname:bob\r\n"));
    assertEquals(0xFFFFFFFF, CallSdp.ssrc(sdp));
  }

  @Test
  void aDescriptionWithoutSsrcIsRefused() throws SdpException {
    String text = CallSdp.describe(Transcript.Role.INITIATOR, 1, 2).toString();
    for (String changed :
        new String[] {
          text.replaceFirst("a=ssrc:.*\r\n", ""), text.replace("ssrc:2 ", "ssrc:99999999999 ")
        }) {
      SessionDescription sdp = SessionDescription.parse(changed);
      assertThrows(DemoException.class, () -> CallSdp.ssrc(sdp));
    }
  }
}
