package org.mikeyhsm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.SrtpMasterKey;

class MikeyEngineTest extends TwoEngines {
  private static String keys(MikeySession session) throws GeneralSecurityException {
    try (SrtpMasterKey key = session.srtpMasterKey(1, KeyPlace.HOST)) {
      return HexFormat.of().formatHex(SoftwareKey.export(key.tek())) + key.masterSalt().toHex();
    }
  }

  private static Octets altered(Octets message) {
    byte[] octets = message.toArray();
    octets[octets.length - 1] ^= 1;
    return Octets.of(octets);
  }

  @ParameterizedTest
  @EnumSource(EngineMode.class)
  void everyModeComesToTheSameKeys(EngineMode mode) throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(mode, EngineSides.BOB, STREAMS);
        Outcome answered = bob.respond(initiated.message())) {
      MikeySession bobs = answered.orThrow();
      MikeySession alices =
          initiated instanceof Initiated.Established established
              ? established.session()
              : initiated.awaiting().receive(answered.reply().orElseThrow()).orThrow();
      assertEquals(mode == EngineMode.SAKKE, initiated instanceof Initiated.Established);
      assertEquals(keys(alices), keys(bobs));
      assertEquals(mode, bobs.mode());
      assertEquals(EngineSides.BOB, alices.peer());
      assertEquals(EngineSides.ALICE, bobs.peer());
      alices.close();
    }
    assertEquals(
        List.of(Side.RESPONDER, Side.INITIATOR),
        sides.heard(EngineEvent.Established.class).stream()
            .map(event -> event.exchange().side())
            .sorted((a, b) -> b.compareTo(a))
            .toList());
    assertTrue(
        sides.heard(EngineEvent.Established.class).stream()
            .allMatch(event -> event.exchange().mode().equals(Optional.of(mode))));
    assertEquals(2, sides.heard(EngineEvent.Closed.class).size());
    assertTrue(
        sides.heard(EngineEvent.Closed.class).stream()
            .allMatch(
                event ->
                    event.since().stream().anyMatch(entry -> entry.secret() == SecretName.TEK)));
    assertEquals(List.of(), sides.heard(EngineEvent.Refused.class));
    assertEquals(0, alice.load().awaited());
    assertEquals(0, alice.load().bundles());
    assertEquals(0, bob.load().bundles());
  }

  @ParameterizedTest
  @EnumSource(value = EngineMode.class, mode = EnumSource.Mode.EXCLUDE, names = "SAKKE")
  void anUpdateBringsNewKeysUnderTheSameCsbId(EngineMode mode) throws GeneralSecurityException {
    try (MikeySession first = call(mode, Optional.empty())) {
      String before = keys(first);
      sides.pass(Duration.ofMillis(5));
      try (MikeySession second = call(mode, Optional.of(first))) {
        assertEquals(first.bundle().terms().csbId(), second.bundle().terms().csbId());
        assertNotEquals(before, keys(second));
      }
    }
  }

  /** Bob's session stays open for the update, as it would in a call. */
  private MikeySession call(EngineMode mode, Optional<MikeySession> updated)
      throws GeneralSecurityException {
    Initiated initiated =
        updated.isPresent()
            ? alice.update(updated.get(), STREAMS)
            : alice.initiate(mode, EngineSides.BOB, STREAMS);
    Outcome answered = bob.respond(initiated.message());
    MikeySession bobs = answered.orThrow();
    MikeySession alices = initiated.awaiting().receive(answered.reply().orElseThrow()).orThrow();
    assertEquals(keys(bobs), keys(alices));
    return alices;
  }

  @ParameterizedTest
  @EnumSource(EngineMode.class)
  void whereverTheTokenFailsTheSameMessageIsAnsweredOnceItWorks(EngineMode mode) throws Exception {
    int failures = 0;
    boolean failed = true;
    for (int requests = 0; failed; requests++) {
      try (Initiated initiated = alice.initiate(mode, EngineSides.BOB, STREAMS)) {
        sides.failAfter(requests);
        try (Outcome outcome = bob.respond(initiated.message())) {
          failed = outcome instanceof Outcome.Refused;
          if (failed) {
            assertEquals(Reason.TOKEN, ((Outcome.Refused) outcome).refusal().reason());
            failures++;
          }
        }
        sides.failAfter(-1);
        try (Outcome outcome = bob.respond(initiated.message())) {
          assertEquals(failed, outcome instanceof Outcome.Established, outcome::toString);
        }
      }
    }
    assertTrue(failures > 0);
    assertEquals(0, bob.load().bundles());
  }

  @Test
  void aPreSharedKeyThatEndsWhileAnExchangeBeginsIsARefusal() throws Exception {
    for (EngineMode mode : List.of(EngineMode.PSK, EngineMode.DHHMAC)) {
      try (SoftwareKey key = SoftwareKey.preShared(EngineSides.PSK)) {
        PskCredential credential = new PskCredential(EngineSides.ALICE, EngineSides.BOB, key);
        AtomicInteger asked = new AtomicInteger();
        try (MikeyEngine engine =
                sides
                    .withPsk(EngineSides.ALICE, EngineSides.BOB)
                    .pskDirectory(
                        PskDirectory.of(credential),
                        peer ->
                            asked.incrementAndGet() == 1
                                ? Optional.of(credential)
                                : Optional.empty())
                    .build();
            Initiated initiated = engine.initiate(mode, EngineSides.BOB, STREAMS)) {
          Initiated.Refused refused = assertInstanceOf(Initiated.Refused.class, initiated);
          assertEquals(Reason.KEY, refused.refusal().reason());
        }
      }
    }
  }

  @Test
  void sakkeHasNoUpdate() throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(EngineMode.SAKKE, EngineSides.BOB, STREAMS)) {
      MikeySession session = ((Initiated.Established) initiated).session();
      Initiated.Refused refused =
          assertInstanceOf(Initiated.Refused.class, alice.update(session, STREAMS));
      assertEquals(Reason.MODE, refused.refusal().reason());
    }
  }

  @Test
  void theResponderOfASessionDoesNotUpdateIt() throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
        Outcome answered = bob.respond(initiated.message())) {
      MikeySession session = answered.orThrow();
      assertThrows(IllegalArgumentException.class, () -> bob.update(session, STREAMS));
    }
  }

  @Test
  void withoutVerificationThereAreKeysAtOnce() throws GeneralSecurityException {
    EngineOptions options = EngineOptions.DEFAULT.withVerification(false);
    try (MikeyEngine engine = sides.alice().options(options).build();
        Initiated initiated = engine.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
        Outcome answered = bob.respond(initiated.message())) {
      Initiated.Established established = assertInstanceOf(Initiated.Established.class, initiated);
      assertEquals(Optional.empty(), answered.reply());
      assertEquals(keys(answered.orThrow()), keys(established.session()));
      assertThrows(IllegalStateException.class, initiated::awaiting);
    }
  }

  @Test
  void theFirstModeWithKeysIsTaken() throws GeneralSecurityException {
    try (MikeyEngine engine =
            sides
                .withPsk(EngineSides.ALICE, EngineSides.BOB)
                .modes(EngineMode.DH, EngineMode.DHHMAC, EngineMode.PSK)
                .build();
        Initiated initiated = engine.initiate(EngineSides.BOB, STREAMS)) {
      assertEquals(EngineMode.DHHMAC, initiated.awaiting().mode());
      Initiated.Refused refused =
          assertInstanceOf(
              Initiated.Refused.class,
              engine.initiate(IdPayload.uri("sip:nobody@example.com"), STREAMS));
      assertEquals(Reason.IDENTITY, refused.refusal().reason());
      assertTrue(refused.refusal().detail().contains("psk: a pre-shared key"));
      assertEquals(
          Reason.IDENTITY,
          assertThrows(RefusedException.class, refused::message).refusal().reason());
      assertInstanceOf(
          Initiated.Refused.class, engine.initiate(EngineMode.PK, EngineSides.BOB, STREAMS));
    }
  }

  @Test
  void preSharedKeysCanBeFoundOneByOneAndChange() throws GeneralSecurityException {
    AtomicReference<PskCredential> current = new AtomicReference<>();
    try (SoftwareKey old = SoftwareKey.preShared(new byte[20]);
        SoftwareKey now = SoftwareKey.preShared(EngineSides.PSK);
        MikeyEngine engine =
            MikeyEngine.builder(new MikeyProvider(), EngineSides.ALICE)
                .pskDirectory(
                    (initiator, responder) -> Optional.ofNullable(current.get()),
                    peer -> Optional.ofNullable(current.get()))
                .build()) {
      assertInstanceOf(
          Initiated.Refused.class, engine.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS));
      for (SoftwareKey key : List.of(old, now)) {
        current.set(new PskCredential(EngineSides.ALICE, EngineSides.BOB, key));
        try (Initiated initiated = engine.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
            MikeyEngine peer =
                MikeyEngine.builder(new MikeyProvider(), EngineSides.BOB)
                    .peer(EnginePeer.of(EngineSides.ALICE).withPsk(key))
                    .build();
            Outcome answered = peer.respond(initiated.message())) {
          assertInstanceOf(Outcome.Established.class, answered);
        }
      }
    }
  }

  @Test
  void anEngineWithoutKeysIsNotBuilt() {
    EngineBuilder builder = MikeyEngine.builder(new MikeyProvider(), EngineSides.ALICE);
    assertThrows(IllegalArgumentException.class, builder::build);
  }

  private EngineEvent.Refused onlyRefusal() {
    List<EngineEvent.Refused> all = sides.heard(EngineEvent.Refused.class);
    assertEquals(1, all.size(), all.toString());
    return all.get(0);
  }

  @Test
  void aReplayIsPassedOverInSilence() throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
        Outcome first = bob.respond(initiated.message())) {
      first.orThrow();
      Outcome again = bob.respond(initiated.message());
      assertInstanceOf(Outcome.Ignored.class, again);
      assertEquals(Optional.empty(), again.reply());
      assertEquals(Reason.REPLAY, onlyRefusal().refusal().reason());
      assertFalse(onlyRefusal().over());
      assertThrows(RefusedException.class, again::orThrow);
    }
  }

  @Test
  void aForgeryIsRefusedWithTheErrorMessageAndAForgedAnswerIsPassedOver()
      throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS)) {
      OpenExchange exchange = initiated.awaiting();
      Outcome refused = bob.respond(altered(exchange.message()));
      assertInstanceOf(Outcome.Refused.class, refused);
      assertEquals(Reason.AUTHENTICATION, onlyRefusal().refusal().reason());
      assertInstanceOf(
          Outcome.Ignored.class,
          exchange.receive(refused.reply().orElseThrow()),
          "an error message without proof");
      try (Outcome answered = bob.respond(exchange.message())) {
        Octets answer = answered.reply().orElseThrow();
        assertInstanceOf(Outcome.Ignored.class, exchange.receive(altered(answer)));
        assertInstanceOf(Outcome.Established.class, exchange.receive(answer)).close();
        assertThrows(IllegalStateException.class, () -> exchange.receive(answer));
      }
    }
  }

  @Test
  void whatIsNoMessageIsMalformedAndWhatBeginsNothingHasNoMode() throws GeneralSecurityException {
    for (Octets rubbish : List.of(Octets.empty(), Octets.ofHex("01"), Octets.ofHex("ffff0102"))) {
      assertInstanceOf(Outcome.Ignored.class, bob.respond(rubbish));
    }
    assertTrue(
        sides.heard(EngineEvent.Refused.class).stream()
            .allMatch(event -> event.refusal().reason() == Reason.MALFORMED));
    try (MikeyEngine psk =
            sides.withPsk(EngineSides.BOB, EngineSides.ALICE).modes(EngineMode.PSK).build();
        Initiated initiated = alice.initiate(EngineMode.DHHMAC, EngineSides.BOB, STREAMS)) {
      Outcome outcome = psk.respond(initiated.message());
      assertEquals(
          Reason.MODE, assertInstanceOf(Outcome.Refused.class, outcome).refusal().reason());
      assertTrue(outcome.reply().isPresent());
    }
  }

  @Test
  void halfOpenExchangesAreBoundedAndGivenUpInTime() throws GeneralSecurityException {
    LimitSettings one = new LimitSettings(1, Duration.ofSeconds(30), 1, 0, Duration.ofMillis(1));
    try (MikeyEngine engine = sides.alice().limits(one).build()) {
      OpenExchange first = engine.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS).awaiting();
      Initiated.Refused refused =
          assertInstanceOf(
              Initiated.Refused.class, engine.initiate(EngineMode.DH, EngineSides.BOB, STREAMS));
      assertEquals(Reason.LIMIT, refused.refusal().reason());
      assertEquals(1, engine.load().awaited());
      sides.pass(Duration.ofSeconds(31));
      engine.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS).awaiting().close();
      List<EngineEvent.Abandoned> abandoned = sides.heard(EngineEvent.Abandoned.class);
      assertEquals(List.of(false, true), abandoned.stream().map(each -> each.inTime()).toList());
      assertEquals(0, engine.load().awaited());
      assertEquals(0, engine.load().bundles());
      assertThrows(IllegalStateException.class, () -> first.receive(first.message()));
    }
  }

  @Test
  void anAnswerThatComesTooLateEndsTheExchange() throws GeneralSecurityException {
    LimitSettings brief = new LimitSettings(9, Duration.ofSeconds(30), 1, 0, Duration.ofMillis(1));
    try (MikeyEngine engine = sides.alice().limits(brief).build();
        Initiated initiated = engine.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
        Outcome answered = bob.respond(initiated.message())) {
      sides.pass(Duration.ofSeconds(31));
      Outcome late = initiated.awaiting().receive(answered.reply().orElseThrow());
      assertEquals(Reason.LIMIT, assertInstanceOf(Outcome.Refused.class, late).refusal().reason());
      assertTrue(onlyRefusal().over());
    }
  }

  @Test
  void closingGivesUpWhatIsOpenAndLeavesSessionsAlone() throws GeneralSecurityException {
    MikeySession session = call(EngineMode.PSK, Optional.empty());
    OpenExchange open = alice.initiate(EngineMode.PK, EngineSides.BOB, STREAMS).awaiting();
    alice.close();
    assertEquals(1, sides.heard(EngineEvent.Abandoned.class).size());
    assertThrows(IllegalStateException.class, () -> open.receive(open.message()));
    assertThrows(IllegalStateException.class, () -> alice.initiate(EngineSides.BOB, STREAMS));
    assertThrows(IllegalStateException.class, () -> alice.respond(open.message()));
    assertEquals(EngineHealth.Status.DOWN, alice.health().status());
    assertEquals(60, keys(session).length());
    session.close();
  }

  @Test
  void whatTheBuilderWasToldIsClosedTheLastFirst() throws GeneralSecurityException {
    StringBuilder order = new StringBuilder();
    MikeyEngine engine =
        sides
            .alice()
            .closing(() -> order.append("module"))
            .closing(() -> order.append("token "))
            .build();
    engine.close();
    engine.close();
    assertEquals("token module", order.toString());
  }

  @Test
  void whateverOneThrowsTheOthersAreClosed() throws GeneralSecurityException {
    StringBuilder order = new StringBuilder();
    MikeyEngine engine =
        sides
            .alice()
            .closing(() -> order.append("module"))
            .closing(
                () -> {
                  throw new ProviderException("the token hangs");
                })
            .closing(() -> order.append("watch "))
            .build();
    assertThrows(ProviderException.class, engine::close);
    assertEquals("watch module", order.toString());
  }

  @Test
  void afterARestartReplaysAreStillKnown() throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS)) {
      bob.respond(initiated.message()).close();
      byte[] state = bob.shutDown();
      try (MikeyEngine restarted = sides.bob().replayState(state).build();
          MikeyEngine forgetful = sides.bob().replayStateLost().build()) {
        assertInstanceOf(Outcome.Ignored.class, restarted.respond(initiated.message()));
        assertInstanceOf(Outcome.Ignored.class, forgetful.respond(initiated.message()));
      }
      assertEquals(
          List.of(Reason.REPLAY, Reason.REPLAY_UNDECIDED),
          sides.heard(EngineEvent.Refused.class).stream()
              .map(event -> event.refusal().reason())
              .toList());
    }
  }

  @Test
  void aTokenThatIsLostAndComesBackIsToldOnceEach() throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS)) {
      sides.tokenIsGone(true);
      for (int i = 0; i < 2; i++) {
        Outcome outcome = bob.respond(initiated.message());
        assertEquals(
            Reason.TOKEN, assertInstanceOf(Outcome.Refused.class, outcome).refusal().reason());
        assertEquals(Optional.empty(), outcome.reply());
      }
      sides.tokenIsGone(false);
      bob.respond(initiated.message()).close();
      assertEquals(
          List.of("CKR_TOKEN_NOT_PRESENT"),
          sides.heard(EngineEvent.TokenLost.class).stream().map(e -> e.detail()).toList());
      assertEquals(1, sides.heard(EngineEvent.TokenRecovered.class).size());
    }
  }

  @Test
  void whatHappensBelowCanBeReported() {
    bob.report(new EngineEvent.TokenRecovered(Duration.ZERO));
    assertEquals(1, sides.heard(EngineEvent.TokenRecovered.class).size());
  }

  @Test
  void theContextIsSharedForWhatTheEngineHasNoCallFor() {
    assertSame(bob.context().provider(), bob.context().provider());
    assertEquals(EngineSides.BOB, bob.self());
  }
}
