package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mikeyhsm.sdp.FakeKeyManagement.ANSWER;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;
import static org.mikeyhsm.sdp.FakeKeyManagement.mikey;
import static org.mikeyhsm.sdp.FakeKeyManagement.other;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.sdp.KeyMgmtOutcome.Cause;

final class RtspKeyMgmtClientTest {
  private static final String ACTION = "rtsp://movie.example.com/action";

  private final FakeKeyManagement mikey = FakeKeyManagement.responder();

  /** The description of RFC 4567 section 5.3 without key management. */
  static SessionDescription action() throws SdpException {
    String listing = Rfc4567Examples.listing("5.3-describe");
    return SessionDescription.parse(
        listing.substring(listing.indexOf("v=0")).replaceFirst("a=key-mgmt.*\n", ""));
  }

  private RtspKeyMgmtClient described(SessionDescription description) throws SdpException {
    return RtspKeyMgmtClient.described(
        description,
        RtspControls.of(description, "rtsp://server.example.com/fizzle/foo"),
        Map.of("mikey", mikey),
        BidDownPolicy.strict());
  }

  private static Optional<RtspKeyMgmtHeader> header(String... uris) {
    return Optional.of(
        new RtspKeyMgmtHeader(
            List.of(uris).stream()
                .map(uri -> new RtspKeyMgmtHeader.Spec("mikey", Optional.of(uri), ANSWER))
                .toList()));
  }

  private String fault(SessionDescription description) {
    return assertThrows(SdpException.class, () -> described(description)).reason();
  }

  @Test
  void rfc4567Section53() throws Exception {
    String listing =
        Rfc4567Examples.listing("5.3-describe")
            .replaceFirst("AQAF.*\\.\\.\\.", Rfc4567Examples.OFFER_BASE64);
    SessionDescription description =
        SessionDescription.parse(listing.substring(listing.indexOf("v=0")));
    mikey.outcomes.put(SESSION, KeyMgmtOutcome.accepted(Rfc4567Examples.ANSWER_MESSAGE));
    RtspKeyMgmtClient client =
        RtspKeyMgmtClient.described(
            description,
            RtspControls.of(description, "rtsp://server.example.com/fizzle/foo"),
            Map.of("mikey", mikey),
            BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS));
    String setup =
        Rfc4567Examples.listing("5.3-setup")
            .replaceFirst("\"AQEF.*\"", "\"" + Rfc4567Examples.ANSWER_BASE64 + "\"");
    assertEquals(
        Optional.of(RtspKeyMgmtHeader.parse(setup.substring(setup.indexOf("keymgmt")))),
        client.setup(0, true));
    assertEquals(Optional.empty(), client.setup(1, false));
    assertEquals(List.of(0, 1), client.agreement().media());
  }

  @Test
  void rfc4567Section54() throws Exception {
    String listing =
        Rfc4567Examples.listing("5.4-describe")
            .replaceAll("AQAF.*\\.\\.\\.", Rfc4567Examples.OFFER_BASE64);
    SessionDescription description =
        SessionDescription.parse(listing.substring(listing.indexOf("v=0")));
    mikey.outcomes.put(AUDIO, KeyMgmtOutcome.accepted(Rfc4567Examples.ANSWER_MESSAGE));
    mikey.outcomes.put(VIDEO, KeyMgmtOutcome.accepted(Rfc4567Examples.ANSWER_MESSAGE));
    RtspKeyMgmtClient client =
        RtspKeyMgmtClient.described(
            description,
            RtspControls.of(description, "rtsp://server.example.com/fizzle/foo"),
            Map.of("mikey", mikey),
            BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS));
    for (int media = 0; media < 2; media++) {
      String setup =
          Rfc4567Examples.listing(media == 0 ? "5.4-setup-audio" : "5.4-setup-video")
              .replaceFirst("\"AQEF.*\"", "\"" + Rfc4567Examples.ANSWER_BASE64 + "\"");
      assertEquals(
          Optional.of(RtspKeyMgmtHeader.parse(setup.substring(setup.indexOf("keymgmt")))),
          client.setup(media, media == 0));
    }
  }

  @Test
  void sessionLevelAnswerGoesIntoEverySetupOfItsOwnSession() throws Exception {
    RtspKeyMgmtClient client = described(action().withSessionKeyMgmt(mikey("mikey")));
    assertEquals(header(ACTION), client.setup(0, true));
    assertEquals(header(ACTION), client.setup(1, true));
    assertEquals(List.of(SESSION), mikey.processedLevels());
  }

  @Test
  void mixedLevels() throws Exception {
    RtspKeyMgmtClient client =
        described(action().withSessionKeyMgmt(mikey("mikey")).withMediaKeyMgmt(0, mikey("mikey")));
    assertEquals(header(ACTION, ACTION + "/audio"), client.setup(0, true));
    assertEquals(Optional.empty(), client.setup(1, false));
    assertEquals(header(ACTION), client.setup(1, true));
    assertEquals(header(ACTION + "/audio"), client.setup(0, false));
  }

  @Test
  void nothingToAnswer() throws Exception {
    mikey.outcomes.put(SESSION, KeyMgmtOutcome.accepted());
    RtspKeyMgmtClient client = described(action().withSessionKeyMgmt(mikey("mikey")));
    assertEquals(Optional.empty(), client.setup(0, true));
    assertEquals(List.of(0, 1), client.agreement().media());
  }

  @Test
  void oneProtocolALevel() throws Exception {
    assertEquals(
        "SDP session level: more than one protocol",
        fault(action().withSessionKeyMgmt(mikey("mikey", "keyp"), other("keyp"))));
    assertEquals(
        "SDP media level, media 1: protocol is not supported: \"keyp\"",
        fault(action().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, other("keyp"))));
    assertTrue(mikey.processed.isEmpty());
  }

  @Test
  void sessionLevelNeedsAnAggregatedControlUri() throws Exception {
    SessionDescription description =
        SessionDescription.parse(
            action().toString().replace("a=control:rtsp://movie.example.com/action\r\n", ""));
    assertEquals(
        "SDP session level: key management without control URI",
        fault(description.withSessionKeyMgmt(mikey("mikey"))));
    assertEquals(
        header(ACTION + "/audio"),
        described(description.withMediaKeyMgmt(0, mikey("mikey"))).setup(0, true));
  }

  @Test
  void wrongListIsRefused() throws Exception {
    assertEquals(
        "SDP media level, media 0: expected SDP IDs \"mikey\", found \"keyp;mikey\"",
        fault(action().withMediaKeyMgmt(0, mikey("keyp", "mikey"))));
  }

  @Test
  void failureDiscardsAllLevels() throws Exception {
    mikey.refusesWithError(VIDEO, Cause.FAILED);
    assertEquals(
        "SDP media level, media 1: as told",
        fault(action().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, mikey("mikey"))));
    assertEquals(List.of(AUDIO, VIDEO), mikey.discarded);
  }

  @Test
  void abortDiscards() throws Exception {
    described(action().withSessionKeyMgmt(mikey("mikey"))).abort();
    assertEquals(List.of(SESSION), mikey.discarded);
  }
}
