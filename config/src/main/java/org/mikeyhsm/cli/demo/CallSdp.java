package org.mikeyhsm.cli.demo;

import java.util.Locale;
import java.util.Optional;
import org.mikeyhsm.sdp.MediaDescription;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SdpLine;
import org.mikeyhsm.sdp.SessionDescription;

/** The session descriptions of the call: one audio stream in G.711 mu-law over SRTP. */
final class CallSdp {
  /** The only media line. */
  static final int AUDIO = 0;

  private static final String SSRC = "ssrc:";

  private CallSdp() {}

  /**
   * A party's description without key management.
   *
   * @param port the UDP port it receives at
   * @param ssrc of the stream it sends, as RFC 5576 section 4.1 announces it
   */
  static SessionDescription describe(Transcript.Role role, int port, int ssrc) throws SdpException {
    String person = role.person().toLowerCase(Locale.ROOT);
    return SessionDescription.parse(
        String.join(
            "\r\n",
            "v=0",
            // The socket is this call's, so its port tells its sessions from others of this
            // machine.
            "o=" + person + " " + port + " 1 IN IP4 127.0.0.1",
            "s=mikey demo",
            "c=IN IP4 127.0.0.1",
            "t=0 0",
            "m=audio " + port + " RTP/SAVP " + Speech.PAYLOAD_TYPE,
            "a=rtpmap:" + Speech.PAYLOAD_TYPE + " PCMU/8000",
            "a=ptime:20",
            "a=" + SSRC + Integer.toUnsignedString(ssrc) + " cname:" + person,
            ""));
  }

  /** The SSRC that a description announces for the stream of its sender. */
  static int ssrc(SessionDescription sdp) throws DemoException {
    MediaDescription audio = sdp.media().get(AUDIO);
    Optional<String> value =
        audio.lines().stream()
            .filter(line -> line.type() == 'a' && line.value().startsWith(SSRC))
            .map(SdpLine::value)
            .findFirst();
    try {
      return Integer.parseUnsignedInt(
          value.orElse("").replaceFirst("^" + SSRC, "").replaceFirst(" .*$", ""));
    } catch (NumberFormatException e) {
      throw new DemoException("the answer announces no SSRC");
    }
  }
}
