package org.mikeyhsm.mode.psk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.EngineService;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.TestClock;

class PskRotationTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final TestClock clock = TestClock.ordinary();
  private final List<SoftwareKey> keys = new ArrayList<>();
  private final MikeyContext alice = MikeyContext.forNewKeys(new MikeyProvider(), clock);
  private final MikeyContext bob = MikeyContext.forNewKeys(new MikeyProvider(), clock);

  @AfterEach
  void close() {
    keys.forEach(SoftwareKey::close);
  }

  private SoftwareKey key(int number) {
    byte[] octets = new byte[20];
    octets[0] = (byte) number;
    SoftwareKey key = SoftwareKey.preShared(octets);
    keys.add(key);
    return key;
  }

  private PskRotation.Entry bobs(int number) {
    return PskRotation.Entry.always(new PskCredential(BOB, ALICE, key(number)));
  }

  private PskRotation rotation(PskRotation.Entry... entries) {
    return new PskRotation(List.of(entries), clock, SKEW);
  }

  private Accepted call(int number, PskDirectory directory)
      throws GeneralSecurityException, MikeyException {
    clock.move(Duration.ofSeconds(1));
    PskCredential mine = new PskCredential(ALICE, BOB, key(number));
    try (PskInitiator initiator =
        PskInitiator.initial(alice, mine, PskOffer.of(List.of(new SrtpId(0, 1, 0))))) {
      Octets message = initiator.start();
      Accepted accepted =
          new PskResponder(bob, directory, PskResponderSettings.DEFAULT).receive(message);
      try (CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow())) {
        assertEquals(bundle.terms().csbId(), accepted.bundle().terms().csbId());
      }
      return accepted;
    }
  }

  private void works(int number, PskDirectory directory) throws Exception {
    call(number, directory).close();
  }

  private void isRefused(int number, PskDirectory directory) {
    ExchangeException e =
        assertThrows(ExchangeException.class, () -> call(number, directory).close());
    assertEquals(Failure.AUTHENTICATION, e.failure());
    assertEquals("KEMAC", e.payload());
  }

  @Test
  void everyValidKeyIsTakenAndOthersFailAllAlike() throws Exception {
    PskRotation rotation = rotation(bobs(2), bobs(1));
    works(1, rotation);
    works(2, rotation);
    isRefused(3, rotation);
    isRefused(3, rotation(bobs(2)));
  }

  @Test
  void aKeyIsUsedWithinItsTimeTheSkewAllowedFor() throws Exception {
    Instant change = clock.instant().plus(Duration.ofHours(1));
    PskCredential first = new PskCredential(BOB, ALICE, key(1));
    PskCredential second = new PskCredential(BOB, ALICE, key(2));
    PskRotation rotation =
        rotation(
            new PskRotation.Entry(second, Optional.of(change), Optional.empty()),
            new PskRotation.Entry(first, Optional.empty(), Optional.of(change)));

    works(1, rotation);
    isRefused(2, rotation);
    assertEquals(Optional.of(first), rotation.toInitiate(ALICE));

    clock.set(change.minus(Duration.ofMinutes(4)));
    works(1, rotation);
    works(2, rotation);
    assertEquals(Optional.of(first), rotation.toInitiate(ALICE));

    clock.set(change.plus(Duration.ofMinutes(4)));
    works(1, rotation);
    works(2, rotation);
    assertEquals(Optional.of(second), rotation.toInitiate(ALICE));

    clock.set(change.plus(Duration.ofMinutes(6)));
    isRefused(1, rotation);
    works(2, rotation);
    assertEquals(Optional.empty(), rotation.toInitiate(BOB));
  }

  @Test
  void keysAreReplacedBetweenTwoMessages() throws Exception {
    PskRotation rotation = rotation(bobs(1));
    works(1, rotation);
    rotation.replace(List.of(bobs(2), bobs(1)));
    works(1, rotation);
    works(2, rotation);
    rotation.replace(List.of(bobs(2)));
    isRefused(1, rotation);
    works(2, rotation);
  }

  @Test
  void aPeerHasFourKeysAtMost() {
    rotation(bobs(1), bobs(2), bobs(3), bobs(4));
    assertThrows(
        IllegalArgumentException.class,
        () -> rotation(bobs(1), bobs(2), bobs(3), bobs(4), bobs(5)));
  }

  @Test
  void aKeyOfOtherIdentitiesThanTheFirstIsNotTried() throws Exception {
    for (PskCredential other :
        List.of(
            new PskCredential(BOB, IdPayload.uri("sip:carol@example.com"), key(2)),
            new PskCredential(IdPayload.uri("sip:dave@example.com"), ALICE, key(2)))) {
      PskDirectory mixed = all(new PskCredential(BOB, ALICE, key(1)), other);
      works(1, mixed);
      isRefused(2, mixed);
    }
  }

  @Test
  void noMoreThanFourKeysAreTried() throws Exception {
    PskDirectory many =
        all(
            IntStream.rangeClosed(1, 5)
                .mapToObj(number -> new PskCredential(BOB, ALICE, key(number)))
                .toArray(PskCredential[]::new));
    works(4, many);
    isRefused(5, many);
  }

  private static PskDirectory all(PskCredential... credentials) {
    return new PskDirectory() {
      @Override
      public Optional<PskCredential> find(
          Optional<IdPayload> initiator, Optional<IdPayload> responder) {
        return Optional.of(credentials[0]);
      }

      @Override
      public List<PskCredential> findAll(
          Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
        return List.of(credentials);
      }
    };
  }

  @Test
  void whatThePolicyForbidsWasProcessedAndIsAReplay() throws Exception {
    clock.move(Duration.ofSeconds(1));
    PskCredential mine = new PskCredential(ALICE, BOB, key(1));
    PskRotation rotation = rotation(bobs(1));
    Provider strict =
        new MikeyProvider(
            new SecureRandom(),
            new CustodyPolicy(
                "TGKs in a token",
                Map.of(SecretClass.TGK, CustodyLevel.TOKEN),
                Boundary.NONE,
                false));
    try (PskInitiator initiator =
        PskInitiator.initial(alice, mine, PskOffer.of(List.of(new SrtpId(0, 1, 0))))) {
      Octets message = initiator.start();
      PskResponder responder =
          new PskResponder(
              MikeyContext.forNewKeys(strict, clock), rotation, PskResponderSettings.DEFAULT);
      assertThrows(CustodyRefusedException.class, () -> responder.receive(message));
      ExchangeException e = assertThrows(ExchangeException.class, () -> responder.receive(message));
      assertEquals(Failure.REPLAY, e.failure());
    }
  }

  /** A provider that fails where key data is opened, which is after the message's MAC. */
  private static Provider failingAtOpening() {
    MikeyProvider software = new MikeyProvider();
    return new Provider("Failing", "1", "") {
      private static final long serialVersionUID = 1L;

      @Override
      public Service getService(String type, String algorithm) {
        return type.equals(KeyDataTransport.SERVICE_TYPE)
            ? new EngineService(this, type, algorithm, Object.class, () -> fail(), key -> true)
            : software.getService(type, algorithm);
      }

      private Object fail() {
        throw new ProviderException("the token is gone");
      }
    };
  }

  @Test
  void whatADyingTokenDidNotProcessIsNoReplay() throws Exception {
    clock.move(Duration.ofSeconds(1));
    PskCredential mine = new PskCredential(ALICE, BOB, key(1));
    PskRotation rotation = rotation(bobs(1));
    try (PskInitiator initiator =
        PskInitiator.initial(alice, mine, PskOffer.of(List.of(new SrtpId(0, 1, 0))))) {
      Octets message = initiator.start();
      int before = bob.replayCache().size();
      MikeyContext failing =
          new MikeyContext(
              failingAtOpening(),
              bob.random(),
              bob.timestamps(),
              bob.replayCache(),
              bob.bundles(),
              bob.limits(),
              bob.leniencies());
      assertThrows(
          ProviderException.class,
          () -> new PskResponder(failing, rotation, PskResponderSettings.DEFAULT).receive(message));
      assertEquals(before, bob.replayCache().size());
      new PskResponder(bob, rotation, PskResponderSettings.DEFAULT).receive(message).close();
      assertThrows(
          ExchangeException.class,
          () -> new PskResponder(bob, rotation, PskResponderSettings.DEFAULT).receive(message));
    }
  }
}
