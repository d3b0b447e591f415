package org.mikeyhsm.engine.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.engine.EngineMode;
import org.mikeyhsm.engine.EngineOptions;
import org.mikeyhsm.engine.EngineSides;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.BidDownPolicy;
import org.mikeyhsm.sdp.KeyMgmtAnswer;
import org.mikeyhsm.sdp.KeyMgmtAnswerer;
import org.mikeyhsm.sdp.KeyMgmtAttribute;
import org.mikeyhsm.sdp.KeyMgmtLevel;
import org.mikeyhsm.sdp.KeyMgmtOffer;
import org.mikeyhsm.sdp.KeyMgmtOfferer;
import org.mikeyhsm.sdp.OfferState;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SessionDescription;
import org.mikeyhsm.session.SrtpMasterKey;

class SdpCallTest {
  private static final KeyMgmtLevel LEVEL = KeyMgmtLevel.session();

  private EngineSides sides;
  private SessionDescription sdp;

  @BeforeEach
  void open() throws GeneralSecurityException, SdpException {
    sides = new EngineSides();
    sdp =
        SessionDescription.parse(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                + "m=audio 4000 RTP/SAVP 0\r\n");
  }

  @AfterEach
  void close() {
    sides.close();
  }

  private KeyMgmtOffer offer(SdpCall call) {
    return new KeyMgmtOfferer(Map.of(KeyMgmtAttribute.MIKEY, call), BidDownPolicy.strict())
        .offer(sdp, Map.of(LEVEL, List.of(KeyMgmtAttribute.MIKEY)));
  }

  private KeyMgmtAnswer answer(SdpCall call, SessionDescription offered) {
    return new KeyMgmtAnswerer(Map.of(KeyMgmtAttribute.MIKEY, call), BidDownPolicy.strict())
        .answer(offered, sdp, KeyMgmtAnswerer.OnRefusal.RENEGOTIATE);
  }

  private static Octets salt(SdpCall call) throws GeneralSecurityException {
    MikeySession session = call.session(LEVEL).orElseThrow();
    try (SrtpMasterKey key = session.srtpMasterKey(1, KeyPlace.PROVIDER)) {
      return key.masterSalt();
    }
  }

  @ParameterizedTest
  @EnumSource(EngineMode.class)
  void offerAndAnswerInEveryMode(EngineMode mode) throws GeneralSecurityException {
    try (MikeyEngine alice = sides.alice().modes(mode).build();
        MikeyEngine bob = sides.bob().build()) {
      try (SdpCall caller =
              SdpCall.offering(alice, EngineSides.BOB, level -> Streams.of(0x1234, 0));
          SdpCall called = SdpCall.answering(bob, EngineSides.ALICE)) {
        KeyMgmtOffer offer = offer(caller);
        KeyMgmtAnswer.Accepted accepted =
            assertInstanceOf(KeyMgmtAnswer.Accepted.class, answer(called, offer.description()));
        assertInstanceOf(OfferState.Answered.class, offer.answered(accepted.description()));
        assertEquals(salt(called), salt(caller));
      }
      assertEquals(0, alice.load().bundles());
      assertEquals(0, bob.load().bundles());
    }
  }

  @Test
  void withoutVerificationTheAnswerHasNoMessage() throws GeneralSecurityException {
    EngineOptions options = EngineOptions.DEFAULT.withVerification(false);
    try (MikeyEngine alice = sides.alice().options(options).build();
        MikeyEngine bob = sides.bob().build();
        SdpCall caller = SdpCall.offering(alice, EngineSides.BOB, level -> Streams.of(7, 0));
        SdpCall called = SdpCall.answering(bob, EngineSides.ALICE)) {
      KeyMgmtOffer offer = offer(caller);
      KeyMgmtAnswer.Accepted accepted =
          assertInstanceOf(KeyMgmtAnswer.Accepted.class, answer(called, offer.description()));
      assertEquals(List.of(), accepted.description().keyMgmt(LEVEL));
      assertInstanceOf(OfferState.Answered.class, offer.answered(accepted.description()));
      assertEquals(salt(called), salt(caller));
    }
  }

  @Test
  void aCallerWhoIsAnotherThanSignalledIsRefused() throws GeneralSecurityException {
    IdPayload mallory = IdPayload.uri("sip:mallory@example.com");
    try (MikeyEngine alice = sides.alice().build();
        MikeyEngine bob = sides.bob().build();
        SdpCall caller = SdpCall.offering(alice, EngineSides.BOB, level -> Streams.of(7, 0));
        SdpCall called = SdpCall.answering(bob, mallory)) {
      assertInstanceOf(KeyMgmtAnswer.Refused.class, answer(called, offer(caller).description()));
      assertEquals(Optional.empty(), called.session(LEVEL));
      assertEquals(0, bob.load().bundles());
    }
  }

  @Test
  void anErrorMessageAsksForAnotherOfferAndWhatWasBegunIsGivenUp() throws Exception {
    try (MikeyEngine alice = sides.alice().modes(EngineMode.DHHMAC).build();
        MikeyEngine bob =
            sides.withPsk(EngineSides.BOB, EngineSides.ALICE).modes(EngineMode.PSK).build();
        SdpCall caller = SdpCall.offering(alice, EngineSides.BOB, level -> Streams.of(7, 0));
        SdpCall called = SdpCall.answering(bob, EngineSides.ALICE)) {
      KeyMgmtOffer offer = offer(caller);
      KeyMgmtAnswer.Renegotiate answer =
          assertInstanceOf(KeyMgmtAnswer.Renegotiate.class, answer(called, offer.description()));
      assertInstanceOf(OfferState.Rejected.class, offer.answered(answer.description()));
      assertEquals(0, alice.load().awaited());
    }
  }

  @Test
  void anAnswerToAnExchangeThatWasGivenUpIsRefused() throws Exception {
    try (MikeyEngine alice = sides.alice().modes(EngineMode.PSK).build();
        MikeyEngine bob = sides.bob().build();
        SdpCall caller = SdpCall.offering(alice, EngineSides.BOB, level -> Streams.of(7, 0));
        SdpCall called = SdpCall.answering(bob, EngineSides.ALICE)) {
      KeyMgmtOffer offer = offer(caller);
      KeyMgmtAnswer.Accepted accepted =
          assertInstanceOf(KeyMgmtAnswer.Accepted.class, answer(called, offer.description()));
      sides.pass(Duration.ofHours(1));
      alice.expire();
      assertEquals(0, alice.load().awaited());
      assertInstanceOf(OfferState.Aborted.class, offer.answered(accepted.description()));
      assertEquals(Optional.empty(), caller.session(LEVEL));
    }
  }

  @Test
  void whatCannotBeOfferedThrowsWithTheReason() throws GeneralSecurityException {
    try (MikeyEngine alice = sides.alice().modes(EngineMode.PSK).build();
        SdpCall caller =
            SdpCall.offering(
                alice, IdPayload.uri("sip:nobody@example.com"), level -> Streams.of(7, 0))) {
      IllegalStateException e = assertThrows(IllegalStateException.class, () -> offer(caller));
      assertTrue(e.getMessage().contains("identity"), e.getMessage());
    }
  }
}
