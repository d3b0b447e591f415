package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mikeyhsm.sdp.FakeKeyManagement.ANSWER;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;
import static org.mikeyhsm.sdp.FakeKeyManagement.answer;
import static org.mikeyhsm.sdp.FakeKeyManagement.call;
import static org.mikeyhsm.sdp.FakeKeyManagement.other;
import static org.mikeyhsm.sdp.FakeKeyManagement.sdp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.sdp.KeyMgmtOutcome.Cause;

final class KeyMgmtOfferTest {
  private final FakeKeyManagement mikey = FakeKeyManagement.initiator();
  private final FakeKeyManagement keyp = FakeKeyManagement.initiator();
  private final KeyMgmtOfferer offerer =
      new KeyMgmtOfferer(Map.of("mikey", mikey, "keyp", keyp), BidDownPolicy.strict());

  private KeyMgmtOffer sessionOffer(String... ids) {
    return offerer.offer(call(), Map.of(SESSION, List.of(ids)));
  }

  private KeyMgmtOffer mediaOffer() {
    return offerer.offer(call(), Map.of(AUDIO, List.of("mikey"), VIDEO, List.of("keyp")));
  }

  private static KeyMgmtAgreement agreed(OfferState state) {
    return assertInstanceOf(OfferState.Answered.class, state).agreement();
  }

  private static String rejected(OfferState state) {
    return String.join("|", assertInstanceOf(OfferState.Rejected.class, state).reasons());
  }

  private static String aborted(OfferState state) {
    return String.join("|", assertInstanceOf(OfferState.Aborted.class, state).reasons());
  }

  @Test
  void answerIsProcessedAndOtherProtocolDiscarded() {
    KeyMgmtOffer offer = sessionOffer("mikey", "keyp");
    KeyMgmtAgreement agreement = agreed(offer.answered(call().withSessionKeyMgmt(answer("keyp"))));
    assertEquals(Optional.of(new KeyMgmtAgreement.Keyed(SESSION, "keyp")), agreement.keyed(0));
    assertEquals(
        List.of(new KeyMgmtMessage(SESSION, List.of("mikey", "keyp"), "keyp", ANSWER)),
        keyp.processed);
    assertTrue(keyp.discarded.isEmpty());
    assertEquals(List.of(SESSION), mikey.discarded);
  }

  @Test
  void rfc4567Section51() throws Exception {
    SessionDescription answer = SessionDescription.parse(Rfc4567Examples.listing("5.1-answer"));
    SessionDescription offered =
        SessionDescription.parse(Rfc4567Examples.listing("5.1-offer")).withSessionKeyMgmt();
    mikey.forgetsList = true;
    KeyMgmtOffer offer =
        new KeyMgmtOfferer(Map.of("mikey", mikey), BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS))
            .offer(offered, Map.of(SESSION, List.of("mikey")));
    assertEquals(
        SessionDescription.parse(Rfc4567Examples.listing("5.1-offer")), offer.description());
    assertEquals(List.of(0, 1), agreed(offer.answered(answer)).media());
    assertEquals(Rfc4567Examples.ANSWER_MESSAGE, mikey.processed.get(0).data());
  }

  @Test
  void eachLevelNeedsItsAnswer() {
    SessionDescription both =
        call().withMediaKeyMgmt(0, answer("mikey")).withMediaKeyMgmt(1, answer("keyp"));
    assertEquals(List.of(0, 1), agreed(mediaOffer().answered(both)).media());
    assertEquals(
        "SDP media level, media 1: no key management in the answer",
        rejected(mediaOffer().answered(both.withMediaKeyMgmt(1))));
    assertEquals(List.of(AUDIO), mikey.discarded);
    assertEquals(List.of(VIDEO), keyp.discarded);
  }

  @Test
  void declinedMediaNeedsNoAnswer() {
    SessionDescription answer =
        sdp("audio 4000 RTP/SAVP 0", "video 0 RTP/SAVPF 31").withMediaKeyMgmt(0, answer("mikey"));
    assertEquals(List.of(0), agreed(mediaOffer().answered(answer)).media());
    assertEquals(List.of(VIDEO), keyp.discarded);
    assertTrue(mikey.discarded.isEmpty());
  }

  @Test
  void missingAnswerIsARejectionUnlessNoneIsNeeded() {
    assertEquals(
        "SDP session level: no key management in the answer",
        rejected(sessionOffer("mikey").answered(call())));
    mikey.needsAnswer = false;
    keyp.needsAnswer = false;
    assertEquals(List.of(0, 1), agreed(sessionOffer("mikey").answered(call())).media());
    assertTrue(mikey.processed.isEmpty());
    rejected(sessionOffer("mikey", "keyp").answered(call()));
  }

  @Test
  void peersErrorIsARejectionAndAnotherOfferMayFollow() {
    mikey.refuses(SESSION, Cause.BY_PEER);
    SessionDescription answer = call().withSessionKeyMgmt(answer("mikey"));
    assertEquals("SDP session level: as told", rejected(sessionOffer("mikey").answered(answer)));
    assertEquals(List.of(SESSION), mikey.discarded);
    agreed(sessionOffer("keyp").answered(call().withSessionKeyMgmt(answer("keyp"))));
  }

  @Test
  void failureAborts() {
    for (Cause cause : List.of(Cause.FAILED, Cause.UNSUPPORTED)) {
      keyp.refuses(VIDEO, cause);
      keyp.discarded.clear();
      mikey.discarded.clear();
      SessionDescription answer =
          call().withMediaKeyMgmt(0, answer("mikey")).withMediaKeyMgmt(1, answer("keyp"));
      assertEquals("SDP media level, media 1: as told", aborted(mediaOffer().answered(answer)));
      assertEquals(List.of(AUDIO), mikey.discarded);
      assertEquals(List.of(VIDEO), keyp.discarded);
    }
  }

  @Test
  void answerThatDoesNotFitAborts() {
    KeyMgmtAttribute good = answer("mikey");
    Map<SessionDescription, String> answers =
        Map.of(
            sdp("audio 4000 RTP/SAVP 0").withSessionKeyMgmt(good),
            "answer has 1 media, the offer 2",
            sdp("audio 4000 RTP/AVP 0", "video 4002 RTP/SAVPF 31").withSessionKeyMgmt(good),
            "answer changes the profile of media 0 from \"RTP/SAVP\" to \"RTP/AVP\"",
            call().withSessionKeyMgmt(good, good),
            "SDP session level: 2 answers to one offer",
            call().withSessionKeyMgmt(answer("keyp")),
            "SDP session level: answer by a protocol not offered there: \"keyp\"",
            call().withSessionKeyMgmt(good).withMediaKeyMgmt(1, good),
            "SDP media level, media 1: answer by a protocol not offered there: \"mikey\"",
            call().withMediaKeyMgmt(0, good).withMediaKeyMgmt(1, good),
            "SDP media level, media 0: answer by a protocol not offered there: \"mikey\"");
    answers.forEach(
        (answer, reason) -> assertEquals(reason, aborted(sessionOffer("mikey").answered(answer))));
    assertTrue(mikey.processed.isEmpty());
    assertEquals(answers.size(), mikey.discarded.size());
  }

  @Test
  void attributeOfADeclinedMediaIsIgnored() {
    SessionDescription answer =
        sdp("audio 4000 RTP/SAVP 0", "video 0 RTP/SAVPF 31")
            .withSessionKeyMgmt(answer("mikey"))
            .withMediaKeyMgmt(1, other("unknown"));
    assertEquals(List.of(0), agreed(sessionOffer("mikey").answered(answer)).media());
  }

  @Test
  void refusalOfTheWholeOfferAborts() {
    assertEquals("488", aborted(mediaOffer().failed("488")));
    assertEquals(List.of(AUDIO), mikey.discarded);
    assertEquals(List.of(VIDEO), keyp.discarded);
  }

  @Test
  void thirdMessageIsAnError() {
    mikey.outcomes.put(SESSION, KeyMgmtOutcome.accepted(ANSWER));
    KeyMgmtOffer offer = sessionOffer("mikey");
    SessionDescription answer = call().withSessionKeyMgmt(answer("mikey"));
    assertThrows(IllegalStateException.class, () -> offer.answered(answer));
    assertEquals(List.of(SESSION), mikey.discarded);
  }

  private KeyMgmtAgreement established() {
    return agreed(sessionOffer("mikey").answered(call().withSessionKeyMgmt(answer("mikey"))));
  }

  @Test
  void rekeyUpdatesTheAgreement() {
    KeyMgmtAgreement before = established();
    KeyMgmtOffer offer =
        offerer.rekey(before, call(), Map.of(AUDIO, List.of("mikey"), VIDEO, List.of("mikey")));
    KeyMgmtAgreement after =
        agreed(
            offer.answered(
                call().withMediaKeyMgmt(0, answer("mikey")).withMediaKeyMgmt(1, answer("mikey"))));
    assertEquals(Optional.of(new KeyMgmtAgreement.Keyed(VIDEO, "mikey")), after.keyed(1));
    assertEquals(List.of(SESSION), mikey.discarded);
  }

  @Test
  void rekeyOfOneLevelKeepsTheOther() {
    KeyMgmtAgreement before = established();
    KeyMgmtAgreement after =
        agreed(
            offerer
                .rekey(before, call(), Map.of(VIDEO, List.of("mikey")))
                .answered(call().withMediaKeyMgmt(1, answer("mikey"))));
    assertEquals(Optional.of(new KeyMgmtAgreement.Keyed(SESSION, "mikey")), after.keyed(0));
    assertTrue(mikey.discarded.isEmpty());
  }

  @Test
  void anyFailureOfARekeyEndsTheSession() {
    KeyMgmtAgreement before = established();
    Map<KeyMgmtLevel, List<String>> video = Map.of(VIDEO, List.of("mikey"));
    aborted(offerer.rekey(before, call(), video).answered(call()));
    assertEquals(Set.of(SESSION, VIDEO), Set.copyOf(mikey.discarded));
    mikey.discarded.clear();
    aborted(offerer.rekey(before, call(), video).failed("488"));
    assertEquals(Set.of(SESSION, VIDEO), Set.copyOf(mikey.discarded));
    mikey.discarded.clear();
    mikey.refuses(VIDEO, Cause.BY_PEER);
    aborted(
        offerer.rekey(before, call(), video).answered(call().withMediaKeyMgmt(1, answer("mikey"))));
    assertEquals(Set.of(SESSION, VIDEO), Set.copyOf(mikey.discarded));
  }

  @Test
  void offererAndAnswererAgree() {
    FakeKeyManagement responder = FakeKeyManagement.responder();
    KeyMgmtOffer offer =
        offerer.offer(
            call(), Map.of(SESSION, List.of("keyp", "mikey"), VIDEO, List.of("mikey", "keyp")));
    KeyMgmtAnswer.Accepted answer =
        assertInstanceOf(
            KeyMgmtAnswer.Accepted.class,
            new KeyMgmtAnswerer(Map.of("mikey", responder), BidDownPolicy.strict())
                .answer(offer.description(), call(), KeyMgmtAnswerer.OnRefusal.ABORT));
    assertEquals(answer.agreement(), agreed(offer.answered(answer.description())));
    assertEquals(answer.agreement().hashCode(), answer.agreement().hashCode());
  }
}
