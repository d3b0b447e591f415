import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.engine.sdp.SdpCall;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.sdp.BidDownPolicy;
import org.mikeyhsm.sdp.KeyMgmtAnswer;
import org.mikeyhsm.sdp.KeyMgmtAnswerer;
import org.mikeyhsm.sdp.KeyMgmtAttribute;
import org.mikeyhsm.sdp.KeyMgmtLevel;
import org.mikeyhsm.sdp.KeyMgmtOffer;
import org.mikeyhsm.sdp.KeyMgmtOfferer;
import org.mikeyhsm.sdp.OfferState;
import org.mikeyhsm.sdp.SessionDescription;
import org.mikeyhsm.service.ConfiguredEngine;
import org.mikeyhsm.session.SrtpMasterKey;

/**
 * SDP in, SDP out: the bodies of an INVITE and of its 200, with MIKEY in {@code a=key-mgmt} (RFC
 * 4567). A body on standard input ends with an empty line.
 */
public class SipCall {
  private static final KeyMgmtLevel LEVEL = KeyMgmtLevel.session();
  private static final String MIKEY = KeyMgmtAttribute.MIKEY;

  /** Takes {@code offer} or {@code answer}, a configuration, the peer's URI and an SSRC. */
  public static void main(String[] args) throws Exception {
    IdPayload peer = IdPayload.uri(args[2]);
    int ssrc = Integer.parseUnsignedInt(args[3]);
    try (MikeyEngine engine = ConfiguredEngine.open(Path.of(args[1]))) {
      if (args[0].equals("offer")) {
        offer(engine, peer, ssrc);
      } else {
        answer(engine, peer);
      }
    }
  }

  /** The caller: sends an offer, takes the answer. */
  private static void offer(MikeyEngine engine, IdPayload peer, int ssrc) throws Exception {
    // CS ID 1 is the stream to the peer, 2 the one back, whose SSRC the peer chooses.
    try (SdpCall call = SdpCall.offering(engine, peer, level -> Streams.of(ssrc, 0))) {
      KeyMgmtOffer offer =
          new KeyMgmtOfferer(Map.of(MIKEY, call), BidDownPolicy.strict())
              .offer(audio(4000), Map.of(LEVEL, List.of(MIKEY)));
      send(offer.description());
      OfferState state = offer.answered(receive());
      if (!(state instanceof OfferState.Answered)) {
        throw new IllegalStateException("no call: " + state);
      }
      media(call);
    }
  }

  /** The called: takes an offer, sends the answer. */
  private static void answer(MikeyEngine engine, IdPayload peer) throws Exception {
    try (SdpCall call = SdpCall.answering(engine, peer)) {
      KeyMgmtAnswer answer =
          new KeyMgmtAnswerer(Map.of(MIKEY, call), BidDownPolicy.strict())
              .answer(receive(), audio(5000), KeyMgmtAnswerer.OnRefusal.ABORT);
      if (answer instanceof KeyMgmtAnswer.Accepted accepted) {
        send(accepted.description());
        media(call);
      } else if (answer instanceof KeyMgmtAnswer.Refused refused) {
        System.out.println("SIP/2.0 488 Not Acceptable Here");
        refused
            .warnings()
            .forEach(warning -> System.out.println("Warning: " + warning.format("example.org")));
        System.err.println(refused.reason());
      }
    }
  }

  /**
   * Now the media may start. The key stays in the token; the salt is no secret (RFC 3711 3.2.1).
   */
  private static void media(SdpCall call) throws Exception {
    try (SrtpMasterKey key =
        call.session(LEVEL).orElseThrow().srtpMasterKey(1, KeyPlace.PROVIDER)) {
      System.out.println(
          "SRTP to SSRC "
              + Integer.toUnsignedString(key.session().ssrc())
              + ", master salt "
              + key.masterSalt().toHex()
              + ", key at "
              + key.tek().custody().level());
    }
  }

  private static SessionDescription audio(int port) throws Exception {
    return SessionDescription.parse(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
            + port
            + " RTP/SAVP 0\r\n");
  }

  private static void send(SessionDescription sdp) {
    System.out.println(sdp);
    System.out.flush();
  }

  private static SessionDescription receive() throws Exception {
    Scanner in = new Scanner(System.in);
    StringBuilder body = new StringBuilder();
    for (String line = in.nextLine(); !line.isEmpty(); line = in.nextLine()) {
      body.append(line).append("\r\n");
    }
    return SessionDescription.parse(body.toString());
  }
}
