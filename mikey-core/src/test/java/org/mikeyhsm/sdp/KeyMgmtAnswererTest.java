package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mikeyhsm.sdp.FakeKeyManagement.ANSWER;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.ERROR;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;
import static org.mikeyhsm.sdp.FakeKeyManagement.answer;
import static org.mikeyhsm.sdp.FakeKeyManagement.call;
import static org.mikeyhsm.sdp.FakeKeyManagement.mikey;
import static org.mikeyhsm.sdp.FakeKeyManagement.other;
import static org.mikeyhsm.sdp.FakeKeyManagement.sdp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.KeyMgmtAnswerer.OnRefusal;
import org.mikeyhsm.sdp.KeyMgmtOutcome.Cause;

final class KeyMgmtAnswererTest {
  private final FakeKeyManagement mikey = FakeKeyManagement.responder();
  private final FakeKeyManagement keyp = FakeKeyManagement.responder();
  private final KeyMgmtAnswerer answerer =
      new KeyMgmtAnswerer(Map.of("mikey", mikey, "keyp", keyp), BidDownPolicy.strict());

  private KeyMgmtAnswer answerTo(SessionDescription offer) {
    return answerer.answer(offer, call(), OnRefusal.ABORT);
  }

  private static KeyMgmtAnswer.Accepted accepted(KeyMgmtAnswer answer) {
    return assertInstanceOf(KeyMgmtAnswer.Accepted.class, answer);
  }

  private static KeyMgmtAnswer.Refused refused(KeyMgmtAnswer answer) {
    return assertInstanceOf(KeyMgmtAnswer.Refused.class, answer);
  }

  @Test
  void rfc4567Section51() throws Exception {
    SessionDescription offer = SessionDescription.parse(Rfc4567Examples.listing("5.1-offer"));
    SessionDescription expected = SessionDescription.parse(Rfc4567Examples.listing("5.1-answer"));
    mikey.outcomes.put(SESSION, KeyMgmtOutcome.accepted(Rfc4567Examples.ANSWER_MESSAGE));
    KeyMgmtAnswerer lenient =
        new KeyMgmtAnswerer(
            Map.of("mikey", mikey), BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS));
    KeyMgmtAnswer.Accepted answer =
        accepted(lenient.answer(offer, expected.withSessionKeyMgmt(), OnRefusal.ABORT));
    assertEquals(expected, answer.description());
    assertEquals(
        List.of(
            new KeyMgmtMessage(SESSION, List.of("mikey"), "mikey", Rfc4567Examples.OFFER_MESSAGE)),
        mikey.processed);
    assertEquals(List.of(0, 1), answer.agreement().media());
    assertEquals(
        Optional.of(new KeyMgmtAgreement.Keyed(SESSION, "mikey")), answer.agreement().keyed(1));
    assertTrue(mikey.discarded.isEmpty());
  }

  @Test
  void rfc4567Section51HasNoListAndIsRefusedByDefault() throws Exception {
    SessionDescription offer = SessionDescription.parse(Rfc4567Examples.listing("5.1-offer"));
    KeyMgmtAnswer.Refused refused = refused(answerTo(offerDraft(offer)));
    assertEquals("SDP session level: expected SDP IDs \"mikey\", found none", refused.reason());
    assertTrue(mikey.processed.isEmpty());
  }

  /** The offer's attributes over the media of {@link FakeKeyManagement#call}. */
  private static SessionDescription offerDraft(SessionDescription offer) {
    return call().withSessionKeyMgmt(offer.sessionKeyMgmt().toArray(KeyMgmtAttribute[]::new));
  }

  @Test
  void rfc4567Section52() throws Exception {
    String listing =
        Rfc4567Examples.listing("5.2-offer")
            .replaceFirst("AQAF.*\\.\\.\\.", Rfc4567Examples.OFFER_BASE64);
    SessionDescription offer = SessionDescription.parse(listing);
    KeyMgmtAnswerer lenient =
        new KeyMgmtAnswerer(
            Map.of("mikey", mikey), BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS));
    KeyMgmtAnswer.Accepted answer =
        accepted(lenient.answer(offer, offer.withMediaKeyMgmt(0), OnRefusal.ABORT));
    assertEquals(List.of(answer("mikey")), answer.description().mediaKeyMgmt(0));
    assertEquals(List.of(), answer.description().sessionKeyMgmt());
    assertEquals(List.of(), answer.description().mediaKeyMgmt(1));
    assertEquals(List.of(0), answer.agreement().media());
  }

  @Test
  void sessionLevelDoesNotKeyAPlainMedia() {
    SessionDescription media = sdp("audio 4000 RTP/SAVP 0", "video 4002 RTP/AVP 31");
    KeyMgmtAnswer.Accepted answer =
        accepted(answerer.answer(media.withSessionKeyMgmt(mikey("mikey")), media, OnRefusal.ABORT));
    assertEquals(List.of(0), answer.agreement().media());
  }

  @Test
  void firstSupportedProtocolIsTakenAtEachLevel() {
    SessionDescription offer =
        call()
            .withSessionKeyMgmt(other("unknown"), mikey("unknown", "mikey", "keyp"), other("keyp"))
            .withMediaKeyMgmt(1, other("keyp"), mikey("keyp", "mikey"));
    KeyMgmtAnswer.Accepted answer = accepted(answerTo(offer));
    assertEquals(List.of(answer("mikey")), answer.description().sessionKeyMgmt());
    assertEquals(List.of(), answer.description().mediaKeyMgmt(0));
    assertEquals(List.of(answer("keyp")), answer.description().mediaKeyMgmt(1));
    assertEquals(List.of(SESSION), mikey.processedLevels());
    assertEquals(List.of("unknown", "mikey", "keyp"), mikey.processed.get(0).protocolIds());
    assertEquals(
        List.of(new KeyMgmtMessage(VIDEO, List.of("keyp", "mikey"), "keyp", Octets.ofHex("0b"))),
        keyp.processed);
    assertEquals(
        "{0=Keyed[level=Session[], protocol=mikey],"
            + " 1=Keyed[level=Media[index=1], protocol=keyp]}",
        answer.agreement().toString());
  }

  @Test
  void protocolIdentifierIsCaseSensitive() {
    refused(answerTo(call().withSessionKeyMgmt(other("MIKEY"))));
  }

  @Test
  void overriddenSessionLevelIsNotProcessed() {
    SessionDescription offer =
        call()
            .withSessionKeyMgmt(other("unknown"))
            .withMediaKeyMgmt(0, mikey("mikey"))
            .withMediaKeyMgmt(1, mikey("mikey"));
    accepted(answerTo(offer));
    assertEquals(List.of(AUDIO, VIDEO), mikey.processedLevels());
  }

  @Test
  void declinedMediaIsNotKeyed() {
    SessionDescription offer =
        call().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, other("unknown"));
    SessionDescription draft = sdp("audio 5000 RTP/SAVP 0", "video 0 RTP/SAVPF 31");
    KeyMgmtAnswer.Accepted answer = accepted(answerer.answer(offer, draft, OnRefusal.ABORT));
    assertEquals(List.of(0), answer.agreement().media());
    SessionDescription gone =
        sdp("audio 0 RTP/SAVP 0", "video 4002 RTP/SAVPF 31").withMediaKeyMgmt(0, mikey("mikey"));
    assertEquals(List.of(), accepted(answerTo(gone)).agreement().media());
  }

  @Test
  void offerWithoutKeyManagementKeysNothing() {
    KeyMgmtAnswer.Accepted answer = accepted(answerTo(call()));
    assertEquals(List.of(), answer.agreement().media());
    assertEquals(call(), answer.description());
  }

  @Test
  void acceptanceWithoutMessageLeavesTheLevelEmpty() {
    mikey.outcomes.put(SESSION, KeyMgmtOutcome.accepted());
    KeyMgmtAnswer.Accepted answer = accepted(answerTo(call().withSessionKeyMgmt(mikey("mikey"))));
    assertEquals(call(), answer.description());
    assertEquals(List.of(0, 1), answer.agreement().media());
  }

  @Test
  void attributesInTheDraftAreReplaced() {
    SessionDescription draft =
        call().withSessionKeyMgmt(other("stale")).withMediaKeyMgmt(1, other("stale"));
    KeyMgmtAnswer.Accepted answer =
        accepted(
            answerer.answer(call().withSessionKeyMgmt(mikey("mikey")), draft, OnRefusal.ABORT));
    assertEquals(call().withSessionKeyMgmt(answer("mikey")), answer.description());
  }

  @Test
  void oneFailingLevelDiscardsAllLevels() {
    mikey.refuses(VIDEO, Cause.FAILED);
    SessionDescription offer =
        call().withMediaKeyMgmt(0, other("keyp")).withMediaKeyMgmt(1, mikey("mikey"));
    KeyMgmtAnswer.Refused refused = refused(answerTo(offer));
    assertEquals("SDP media level, media 1: as told", refused.reason());
    assertEquals(List.of(SipWarning.MISCELLANEOUS), refused.warnings());
    assertEquals(Optional.empty(), refused.body());
    assertEquals(List.of(AUDIO), keyp.discarded);
    assertEquals(List.of(VIDEO), mikey.discarded);
    assertEquals(488, KeyMgmtAnswer.Refused.SIP_STATUS);
    assertEquals("Not Acceptable Here", KeyMgmtAnswer.Refused.SIP_REASON);
  }

  @Test
  void errorMessageGoesWithTheRefusal() {
    mikey.refusesWithError(SESSION, Cause.UNSUPPORTED);
    KeyMgmtAnswer.Refused refused = refused(answerTo(call().withSessionKeyMgmt(mikey("mikey"))));
    assertEquals(List.of(SipWarning.ATTRIBUTE_NOT_UNDERSTOOD), refused.warnings());
    assertEquals(
        Optional.of(call().withSessionKeyMgmt(new KeyMgmtAttribute("mikey", ERROR))),
        refused.body());
  }

  @Test
  void renegotiationCarriesTheErrorMessageAlone() {
    mikey.refusesWithError(VIDEO, Cause.FAILED);
    SessionDescription offer =
        call().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, mikey("mikey"));
    KeyMgmtAnswer.Renegotiate answer =
        assertInstanceOf(
            KeyMgmtAnswer.Renegotiate.class, answerer.answer(offer, call(), OnRefusal.RENEGOTIATE));
    assertEquals(
        call().withMediaKeyMgmt(1, new KeyMgmtAttribute("mikey", ERROR)), answer.description());
    assertEquals(List.of(AUDIO, VIDEO), mikey.discarded);
  }

  @Test
  void renegotiationWithoutErrorMessageIsARefusal() {
    mikey.refuses(SESSION, Cause.FAILED);
    refused(
        answerer.answer(call().withSessionKeyMgmt(mikey("mikey")), call(), OnRefusal.RENEGOTIATE));
    KeyMgmtAnswer.Refused unsupported =
        refused(
            answerer.answer(
                call().withSessionKeyMgmt(other("unknown")), call(), OnRefusal.RENEGOTIATE));
    assertEquals("SDP session level: no offered protocol is supported", unsupported.reason());
    assertEquals(List.of(SipWarning.ATTRIBUTE_NOT_UNDERSTOOD), unsupported.warnings());
  }

  @Test
  void unsupportedLevelStopsBeforeAnythingIsProcessed() {
    SessionDescription offer =
        call().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, other("unknown"));
    refused(answerTo(offer));
    assertTrue(mikey.processed.isEmpty());
  }

  @Test
  void protocolTwiceAtALevelIsRefused() {
    KeyMgmtAttribute one = mikey("mikey", "mikey");
    assertEquals(
        "SDP session level: a protocol is offered twice",
        refused(answerTo(call().withSessionKeyMgmt(one, one))).reason());
  }

  @Test
  void peeledOffOfferIsRefusedAtEachLevel() {
    KeyMgmtAttribute peeled = mikey("keyp", "mikey");
    for (SessionDescription offer :
        List.of(
            call().withSessionKeyMgmt(peeled),
            call().withMediaKeyMgmt(1, peeled),
            call().withSessionKeyMgmt(mikey("mikey")).withMediaKeyMgmt(1, peeled))) {
      KeyMgmtAnswer.Refused refused = refused(answerTo(offer));
      assertTrue(
          refused.reason().endsWith("expected SDP IDs \"mikey\", found \"keyp;mikey\""),
          refused.reason());
    }
    assertEquals(List.of(SESSION), mikey.processedLevels());
    assertEquals(List.of(SESSION), mikey.discarded);
  }

  @Test
  void listOfAnotherLevelDoesNotCount() {
    SessionDescription offer =
        call()
            .withSessionKeyMgmt(mikey("mikey", "keyp"), other("keyp"))
            .withMediaKeyMgmt(1, mikey("mikey", "keyp"));
    assertEquals(
        "SDP media level, media 1: expected SDP IDs \"mikey\", found \"mikey;keyp\"",
        refused(answerTo(offer)).reason());
  }

  @Test
  void malformedMikeyIsRefused() {
    KeyMgmtAnswer.Refused refused = refused(answerTo(call().withSessionKeyMgmt(other("mikey"))));
    assertTrue(
        refused.reason().startsWith("SDP session level: not a MIKEY message: "), refused.reason());
  }

  @Test
  void thrownExceptionDiscardsAndGoesOn() {
    keyp.throwing = true;
    SessionDescription offer =
        call().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, other("keyp"));
    assertThrows(IllegalStateException.class, () -> answerTo(offer));
    assertEquals(List.of(AUDIO), mikey.discarded);
    assertEquals(List.of(VIDEO), keyp.discarded);
  }

  @Test
  void draftMustFit() {
    SessionDescription offer = call().withSessionKeyMgmt(mikey("mikey"));
    for (SessionDescription draft :
        List.of(
            sdp("audio 4000 RTP/SAVP 0"), sdp("audio 4000 RTP/AVP 0", "video 4002 RTP/SAVPF 31"))) {
      assertThrows(
          IllegalArgumentException.class, () -> answerer.answer(offer, draft, OnRefusal.ABORT));
    }
  }

  @Test
  void protocolIdentifiersAreChecked() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new KeyMgmtAnswerer(Map.of("a;b", mikey), BidDownPolicy.strict()));
  }

  @Test
  void rekeyUsesTheSameProtocol() {
    KeyMgmtAgreement before =
        accepted(answerTo(call().withSessionKeyMgmt(mikey("mikey")))).agreement();
    SessionDescription again = call().withMediaKeyMgmt(1, mikey("mikey"));
    KeyMgmtAnswer.Accepted answer = accepted(answerer.answerRekey(before, again, call()));
    assertEquals(
        Optional.of(new KeyMgmtAgreement.Keyed(SESSION, "mikey")), answer.agreement().keyed(0));
    assertEquals(
        Optional.of(new KeyMgmtAgreement.Keyed(VIDEO, "mikey")), answer.agreement().keyed(1));
    for (SessionDescription changed :
        List.of(
            call().withSessionKeyMgmt(other("keyp")),
            call().withSessionKeyMgmt(mikey("mikey", "keyp"), other("keyp")),
            call().withMediaKeyMgmt(1, other("keyp")))) {
      mikey.discarded.clear();
      KeyMgmtAnswer.Refused refused = refused(answerer.answerRekey(before, changed, call()));
      assertTrue(
          refused.reason().endsWith("re-keying by another protocol than [mikey]"),
          refused.reason());
      assertEquals(
          List.of(SipWarning.ATTRIBUTE_NOT_UNDERSTOOD, SipWarning.MISCELLANEOUS),
          refused.warnings());
      assertEquals(List.of(SESSION), mikey.discarded);
    }
    assertTrue(keyp.processed.isEmpty());
  }

  @Test
  void failedRekeyIsRefusedAndDiscardsTheEarlierKeys() {
    KeyMgmtAgreement before =
        accepted(answerTo(call().withSessionKeyMgmt(mikey("mikey")))).agreement();
    mikey.refusesWithError(VIDEO, Cause.FAILED);
    KeyMgmtAnswer.Refused refused =
        refused(answerer.answerRekey(before, call().withMediaKeyMgmt(1, mikey("mikey")), call()));
    assertEquals(SipWarning.ATTRIBUTE_NOT_UNDERSTOOD, refused.warnings().get(0));
    assertTrue(refused.body().isPresent());
    assertEquals(List.of(SESSION, VIDEO), mikey.discarded);
  }

  @Test
  void laterOfferWithoutKeyManagementKeepsKeysOfWhatStays() {
    KeyMgmtAgreement before =
        accepted(
                answerTo(
                    call().withMediaKeyMgmt(0, mikey("mikey")).withMediaKeyMgmt(1, mikey("mikey"))))
            .agreement();
    assertEquals(before, accepted(answerer.answerRekey(before, call(), call())).agreement());
    assertTrue(mikey.discarded.isEmpty());
    SessionDescription videoGone = sdp("audio 4000 RTP/SAVP 0", "video 0 RTP/SAVPF 31");
    assertEquals(
        List.of(0),
        accepted(answerer.answerRekey(before, videoGone, videoGone)).agreement().media());
    assertEquals(List.of(VIDEO), mikey.discarded);
  }

  @Test
  void mediaAddedLaterMayUseAnotherProtocol() {
    SessionDescription first = sdp("audio 4000 RTP/SAVP 0");
    KeyMgmtAgreement before =
        accepted(answerer.answer(first.withMediaKeyMgmt(0, mikey("mikey")), first, OnRefusal.ABORT))
            .agreement();
    KeyMgmtAnswer.Accepted answer =
        accepted(answerer.answerRekey(before, call().withMediaKeyMgmt(1, other("keyp")), call()));
    assertEquals(List.of(0, 1), answer.agreement().media());
    assertEquals(ANSWER, answer.description().mediaKeyMgmt(1).get(0).data());
  }

  @Test
  void timeIsBoundedByTheSizeOfTheOffer() throws Exception {
    SessionDescription offer =
        SessionDescription.parse(
            "v=0\no=- 1 1 IN IP4 h\ns=-\n" + "m=a 1 RTP/SAVP 0\n".repeat(60_000));
    KeyMgmtAnswer answer =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () ->
                answerer.answer(offer.withSessionKeyMgmt(mikey("mikey")), offer, OnRefusal.ABORT));
    assertEquals(60_000, accepted(answer).agreement().media().size());
  }
}
