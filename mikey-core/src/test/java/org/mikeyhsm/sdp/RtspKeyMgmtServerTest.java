package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mikeyhsm.sdp.FakeKeyManagement.ANSWER;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.ERROR;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;
import static org.mikeyhsm.sdp.FakeKeyManagement.mikey;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.KeyMgmtOutcome.Cause;
import org.mikeyhsm.sdp.RtspSetupResult.Status;

final class RtspKeyMgmtServerTest {
  private static final String BASE = "rtsp://server.example.com/fizzle/foo";
  private static final String ACTION = "rtsp://movie.example.com/action";

  private final FakeKeyManagement mikey = FakeKeyManagement.initiator();

  private RtspKeyMgmtServer describe(KeyMgmtLevel... levels) throws SdpException {
    return describe(RtspKeyMgmtClientTest.action(), levels);
  }

  private RtspKeyMgmtServer describe(SessionDescription description, KeyMgmtLevel... levels)
      throws SdpException {
    Map<KeyMgmtLevel, String> protocols = new LinkedHashMap<>();
    List.of(levels).forEach(level -> protocols.put(level, "mikey"));
    return RtspKeyMgmtServer.describe(
        description, BASE, protocols, Map.of("mikey", mikey), BidDownPolicy.strict());
  }

  private static RtspKeyMgmtHeader.Spec spec(String uri) {
    return new RtspKeyMgmtHeader.Spec("mikey", Optional.of(uri), ANSWER);
  }

  private static RtspKeyMgmtHeader.Spec spec() {
    return new RtspKeyMgmtHeader.Spec("mikey", Optional.empty(), ANSWER);
  }

  private static Optional<RtspKeyMgmtHeader> header(RtspKeyMgmtHeader.Spec... specs) {
    return specs.length == 0
        ? Optional.empty()
        : Optional.of(new RtspKeyMgmtHeader(List.of(specs)));
  }

  private static RtspKeyMgmtServer next(RtspSetupResult result) {
    return assertInstanceOf(RtspSetupResult.Proceed.class, result).server();
  }

  private static RtspSetupResult.Refused refused(Status status, RtspSetupResult result) {
    RtspSetupResult.Refused refused = assertInstanceOf(RtspSetupResult.Refused.class, result);
    assertEquals(status, refused.status(), refused.reason());
    return refused;
  }

  private static String failure(RtspSetupResult result) {
    return refused(Status.KEY_MANAGEMENT_FAILURE, result).reason();
  }

  private static void forbidden(RtspSetupResult result) {
    assertEquals("an expected answer is missing", refused(Status.FORBIDDEN, result).reason());
  }

  @Test
  void descriptionCarriesTheList() throws Exception {
    RtspKeyMgmtServer server = describe(SESSION, VIDEO);
    assertEquals(
        RtspKeyMgmtClientTest.action()
            .withSessionKeyMgmt(mikey("mikey"))
            .withMediaKeyMgmt(1, mikey("mikey")),
        server.description());
    assertEquals(Optional.of(AUDIO), server.controls().level(ACTION + "/audio"));
    assertEquals(List.of(), server.agreement().media());
  }

  @Test
  void aggregatedSession() throws Exception {
    RtspKeyMgmtServer server = describe(SESSION);
    RtspKeyMgmtServer second = next(server.setup(0, true, header(spec(ACTION))));
    assertEquals(List.of(0, 1), second.agreement().media());
    next(second.setup(1, false, header()));
    next(second.setup(1, false, header(spec(ACTION))));
    assertEquals(
        List.of(new KeyMgmtMessage(SESSION, List.of("mikey"), "mikey", ANSWER)), mikey.processed);
    assertTrue(mikey.discarded.isEmpty());
  }

  @Test
  void eachSetupOfItsOwnSessionCarriesTheSameAnswer() throws Exception {
    RtspKeyMgmtServer second = next(describe(SESSION).setup(0, true, header(spec(ACTION))));
    next(second.setup(1, true, header(spec(ACTION))));
    assertEquals(1, mikey.processed.size());
    forbidden(second.setup(1, true, header()));
    assertEquals(
        "SDP session level: another answer than before",
        failure(
            second.setup(
                1,
                true,
                header(
                    new RtspKeyMgmtHeader.Spec(
                        "mikey", Optional.of(ACTION), Octets.ofHex("a1"))))));
    assertEquals(List.of(SESSION, SESSION), mikey.discarded);
  }

  @Test
  void mediaLevelAnswerIsForItsMediaOnly() throws Exception {
    RtspKeyMgmtServer server = describe(AUDIO, VIDEO);
    RtspKeyMgmtServer second = next(server.setup(0, true, header(spec(ACTION + "/audio"))));
    assertEquals(List.of(0), second.agreement().media());
    RtspKeyMgmtServer third = next(second.setup(1, false, header(spec())));
    assertEquals(List.of(AUDIO, VIDEO), mikey.processedLevels());
    assertEquals(List.of(0, 1), third.agreement().media());
    next(third.setup(1, false, header()));
    assertEquals(
        "no answer is due for \"" + ACTION + "/video\"",
        failure(server.setup(0, true, header(spec(), spec(ACTION + "/video")))));
  }

  @Test
  void missingAnswerIsForbidden() throws Exception {
    forbidden(describe(SESSION).setup(0, true, header()));
    assertEquals(List.of(SESSION), mikey.discarded);
    forbidden(describe(SESSION).setup(0, false, header()));
    forbidden(describe(AUDIO).setup(0, false, header()));
    forbidden(describe(SESSION, AUDIO).setup(0, true, header(spec())));
    assertTrue(mikey.processed.isEmpty());
    assertEquals(403, Status.FORBIDDEN.code());
    assertEquals("Forbidden", Status.FORBIDDEN.phrase());
  }

  @Test
  void unkeyedMediaExpectsNothing() throws Exception {
    next(describe(AUDIO).setup(1, true, header()));
    assertEquals(
        "no answer is due for SDP media level, media 1",
        failure(describe(AUDIO).setup(1, true, header(spec()))));
  }

  @Test
  void messageThatNeedsNoAnswer() throws Exception {
    mikey.needsAnswer = false;
    RtspKeyMgmtServer server = describe(SESSION);
    next(server.setup(0, true, header()));
    assertEquals(List.of(0, 1), server.agreement().media());
  }

  @Test
  void uriMustBeOfTheDescription() throws Exception {
    assertEquals(
        "no answer is due for \"rtsp://evil.example.com/action\"",
        failure(describe(SESSION).setup(0, true, header(spec("rtsp://evil.example.com/action")))));
    assertEquals(
        "no answer is due for SDP media level, media 0",
        failure(describe(SESSION).setup(0, true, header(spec()))));
    assertEquals(
        "no answer is due for \"" + ACTION + "\"",
        failure(describe(AUDIO).setup(0, true, header(spec(ACTION)))));
    assertTrue(mikey.processed.isEmpty());
  }

  @Test
  void protocolMustBeTheOneOffered() throws Exception {
    assertEquals(
        "SDP media level, media 0: answer by a protocol not offered there: \"keyp\"",
        failure(
            describe(AUDIO)
                .setup(
                    0,
                    true,
                    header(new RtspKeyMgmtHeader.Spec("keyp", Optional.empty(), ANSWER)))));
    assertEquals(
        "SDP media level, media 0: two answers",
        failure(describe(AUDIO).setup(0, true, header(spec(), spec(ACTION + "/audio")))));
  }

  @Test
  void failureIs463WithTheErrorMessage() throws Exception {
    mikey.refusesWithError(AUDIO, Cause.FAILED);
    RtspKeyMgmtServer server = describe(SESSION, AUDIO);
    RtspSetupResult.Refused refused =
        refused(
            Status.KEY_MANAGEMENT_FAILURE,
            server.setup(0, true, header(spec(ACTION), spec(ACTION + "/audio"))));
    assertEquals(
        header(new RtspKeyMgmtHeader.Spec("mikey", Optional.of(ACTION + "/audio"), ERROR)),
        refused.header());
    assertEquals("SDP media level, media 0: as told", refused.reason());
    assertEquals(List.of(SESSION, AUDIO), mikey.discarded);
    assertEquals(463, refused.status().code());
    assertEquals("Key management failure", refused.status().phrase());
  }

  @Test
  void thirdMessageAndOtherExceptionsDiscard() throws Exception {
    mikey.outcomes.put(AUDIO, KeyMgmtOutcome.accepted(ANSWER));
    RtspKeyMgmtServer server = describe(AUDIO);
    assertThrows(IllegalStateException.class, () -> server.setup(0, true, header(spec())));
    assertEquals(List.of(AUDIO), mikey.discarded);
    assertThrows(IndexOutOfBoundsException.class, () -> server.setup(2, true, header(spec())));
  }

  @Test
  void sessionLevelNeedsAnAggregatedControlUri() throws Exception {
    SessionDescription description =
        SessionDescription.parse(
            RtspKeyMgmtClientTest.action().toString().replace("a=control:" + ACTION + "\r\n", ""));
    assertEquals(
        "SDP session level: key management without control URI",
        assertThrows(SdpException.class, () -> describe(description, SESSION)).reason());
    describe(description, AUDIO, VIDEO);
    assertThrows(IllegalArgumentException.class, () -> describe(description));
  }

  @Test
  void forgottenListShowsAtOnce() {
    mikey.forgetsList = true;
    assertThrows(IllegalStateException.class, () -> describe(AUDIO));
    assertEquals(List.of(AUDIO), mikey.discarded);
  }

  @Test
  void abortDiscards() throws Exception {
    describe(SESSION, AUDIO).abort();
    assertEquals(List.of(SESSION, AUDIO), mikey.discarded);
  }

  @Test
  void serverAndClientAgree() throws Exception {
    RtspKeyMgmtServer server = describe(SESSION, AUDIO);
    RtspKeyMgmtClient client =
        RtspKeyMgmtClient.described(
            server.description(),
            server.controls(),
            Map.of("mikey", FakeKeyManagement.responder()),
            BidDownPolicy.strict());
    for (boolean aggregated : new boolean[] {true, false}) {
      RtspKeyMgmtServer now = server;
      for (int media : new int[] {1, 0}) {
        boolean first = !aggregated || media == 1;
        Optional<RtspKeyMgmtHeader> sent = client.setup(media, first);
        if (sent.isPresent()) {
          sent = Optional.of(RtspKeyMgmtHeader.parse(sent.get().format()));
        }
        now = next(now.setup(media, first, sent));
      }
      assertEquals(client.agreement(), now.agreement());
    }
  }
}
