package org.mikeyhsm.mode.psk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.IllegalBlockSizeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.MessageKeys;
import org.mikeyhsm.session.NtpTime;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.SrtpPolicy;

/** The pre-shared key mode between two parties who keep to RFC 3830, on any provider. */
public abstract class PskModeContract extends PskContract {
  private static final Set<PskLeniency> MINISIP = Set.of(PskLeniency.MINISIP_VERIFICATION_MESSAGE);

  /** For the class that opens the provider. */
  protected PskModeContract() {}

  // RFC 3830 3.1: the exchange.

  @Test
  void aVerifiedExchangeGivesBothTheSameKeys() throws Exception {
    Outcome outcome = exchange(offer());
    assertSameKeys(outcome);
    assertSameTrafficKeys(outcome, 1);
    assertFalse(
        Arrays.equals(tek(outcome.initiated(), 1), tek(outcome.initiated(), 2)),
        "crypto sessions have keys of their own");
    assertEquals(outcome.initiated().terms(), outcome.accepted().terms());
  }

  @Test
  void theMessagesHaveTheirPayloadsInOrder() throws Exception {
    Outcome outcome = exchange(offer());
    MikeyMessage request = decode(outcome.request());
    assertEquals(
        List.of(
            TimestampPayload.class,
            RandPayload.class,
            IdPayload.class,
            IdPayload.class,
            SecurityPolicyPayload.class,
            KemacPayload.class),
        request.payloads().stream().map(Object::getClass).toList());
    assertEquals(List.of(ALICE, BOB), request.all(IdPayload.class));
    assertTrue(request.header().v());
    assertEquals(16, request.first(RandPayload.class).orElseThrow().rand().length());

    MikeyMessage response = decode(outcome.response().orElseThrow());
    assertEquals(
        List.of(TimestampPayload.class, IdPayload.class, VerificationPayload.class),
        response.payloads().stream().map(Object::getClass).toList());
    assertEquals(
        new CommonHeader(
            DataType.PSK_VER,
            false,
            PrfFunc.MIKEY_1,
            request.header().csbId(),
            request.header().csIdMap()),
        response.header());
    assertEquals(
        request.first(TimestampPayload.class),
        response.first(TimestampPayload.class),
        "RFC 3830 5.2: the responder uses the initiator's timestamp");
    assertEquals(Optional.of(BOB), response.first(IdPayload.class));
  }

  @Test
  void withoutTheVFlagNothingIsAnswered() throws Exception {
    PskInitiator initiator = initiator(offer().withVerification(false));
    Octets request = initiator.start();
    assertFalse(decode(request).header().v());
    Accepted accepted = accept(request);
    assertEquals(Optional.empty(), accepted.response());
    assertThrows(IllegalStateException.class, () -> initiator.receive(request));
    assertSameKeys(keep(initiator.bundle()), accepted.bundle());
    assertThrows(IllegalStateException.class, initiator::bundle);
  }

  @Test
  void anInitiatorIsUsedInItsOrder() throws Exception {
    PskInitiator initiator = initiator(offer());
    assertThrows(IllegalStateException.class, () -> initiator.receive(Octets.empty()));
    assertThrows(IllegalStateException.class, initiator::bundle);
    Octets request = initiator.start();
    assertThrows(IllegalStateException.class, initiator::start);
    assertThrows(IllegalStateException.class, initiator::bundle, "the answer is awaited");
    assertThrows(
        IllegalStateException.class,
        () -> initiator.tolerating(PskLeniency.MINISIP_VERIFICATION_MESSAGE));
    Octets answer = accept(request).response().orElseThrow();
    keep(initiator.receive(answer));
    assertThrows(IllegalStateException.class, () -> initiator.receive(answer));
  }

  @Test
  void anAbandonedExchangeLeavesNothing() throws Exception {
    int liveKeys = bed.liveKeys();
    PskInitiator initiator = initiator(offer());
    initiator.start();
    assertEquals(1, alice.bundles().size(), "the CSB ID is reserved");
    initiator.close();
    initiator.close();
    assertEquals(0, alice.bundles().size());
    assertEquals(liveKeys, bed.liveKeys());
    assertThrows(IllegalStateException.class, initiator::start);
  }

  @Test
  void closingTheInitiatorLeavesItsBundleOpen() throws Exception {
    PskInitiator initiator = initiator(offer());
    Octets answer = accept(initiator.start()).response().orElseThrow();
    CryptoSessionBundle bundle = keep(initiator.receive(answer));
    initiator.close();
    tek(bundle, 1);
  }

  @Test
  void everyMessageHasItsOwnTimestampRandAndCsbId() throws Exception {
    HashSet<Object> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      MikeyMessage message = decode(initiator(offer()).start());
      assertTrue(seen.add(message.first(TimestampPayload.class)));
      assertTrue(seen.add(message.first(RandPayload.class)));
      assertTrue(seen.add(message.header().csbId()));
    }
  }

  @Test
  void eachPartyMayInitiate() throws Exception {
    PskInitiator initiator = keep(PskInitiator.initial(bob, bobToAlice, offer()));
    PskResponder alices =
        new PskResponder(alice, PskDirectory.of(aliceToBob), PskResponderSettings.DEFAULT);
    Accepted accepted = keep(alices.receive(initiator.start()));
    assertSameKeys(keep(initiator.receive(accepted.response().orElseThrow())), accepted.bundle());
  }

  // Identities (RFC 3830 3.1: MAY be left out).

  @Test
  void identitiesMayBeLeftOut() throws Exception {
    Outcome outcome = exchange(offer().withIdentities(false));
    assertSameKeys(outcome);
    assertEquals(List.of(), decode(outcome.request()).all(IdPayload.class));
    assertEquals(List.of(), decode(outcome.response().orElseThrow()).all(IdPayload.class));
    assertEquals(ALICE, outcome.accepted().terms().initiator());
  }

  @Test
  void aDirectoryOfManyNeedsTheInitiatorsIdentity() throws Exception {
    IdPayload carol = IdPayload.nai("carol@example.com");
    PskCredential bobToCarol = new PskCredential(BOB, carol, bed.psk());
    responder =
        new PskResponder(
            bob, PskDirectory.of(List.of(bobToCarol, bobToAlice)), PskResponderSettings.DEFAULT);
    assertSameKeys(exchange(offer()));
    assertRefused(Failure.AUTHENTICATION, initiator(offer().withIdentities(false)).start());
  }

  @Test
  void oneIdentityIsTheInitiators() throws Exception {
    TimestampPayload t = now();
    Octets request =
        rogue.seal(
            RoguePeer.header(5, true),
            List.of(
                t,
                new RandPayload(rogue.rand),
                ALICE,
                rogue.kemac(5, rogue.rand, t, RoguePeer.TGK_16)),
            rogue.rand);
    assertEquals(ALICE, accept(request).bundle().terms().initiator());
  }

  // Algorithms (RFC 3830 4.2.3, 4.2.4).

  @Test
  void aesKeyWrapCarries20Octets() throws Exception {
    Outcome outcome = exchange(keyWrap(PskOffer.TGK_160));
    assertSameKeys(outcome);
    KemacPayload kemac = decode(outcome.request()).first(KemacPayload.class).orElseThrow();
    assertEquals(EncrAlg.AES_KW_128, kemac.encrAlg());
    assertEquals(24 + 8, kemac.encrData().length());
  }

  @Test
  void aesKeyWrapCarries16OctetsThatAnSpiCompletes() throws Exception {
    KeyValidity spi = new KeyValidity.Spi(Octets.ofHex("010203"));
    Outcome outcome =
        exchange(keyWrap(new KeyDataRequest(KeyDataType.TGK, 16, 0, spi, KeyPlace.PROVIDER)));
    assertSameKeys(outcome);
    try (SrtpMasterKey master = outcome.accepted().srtpMasterKey(1, bed.probe().place())) {
      assertEquals(spi, master.validity());
    }
  }

  @Test
  void aesKeyWrapNeverPads() throws Exception {
    KeyValidity spi = new KeyValidity.Spi(Octets.ofHex("0102"));
    for (KeyDataRequest request :
        List.of(
            PskOffer.TGK_128,
            new KeyDataRequest(KeyDataType.TGK, 16, 0, spi, KeyPlace.PROVIDER),
            new KeyDataRequest(KeyDataType.TGK, 4, 0, KeyValidity.none(), KeyPlace.PROVIDER))) {
      int liveKeys = bed.liveKeys();
      IllegalBlockSizeException e =
          assertThrows(IllegalBlockSizeException.class, () -> initiator(keyWrap(request)).start());
      assertTrue(e.getMessage().contains("multiple of 8"), e.getMessage());
      assertEquals(0, alice.bundles().size());
      assertEquals(liveKeys, bed.liveKeys());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void nullEncryptionGoesWhereBothSidesAllowIt(int macAlg) throws Exception {
    responder = responder(bob, NULL_ALLOWED);
    Outcome outcome =
        exchange(
            offer()
                .withAlgorithms(
                    EncrAlg.NULL, new MacAlg(macAlg), NullTransport.UNDERLYING_PROTOCOL_PROTECTS));
    assertSameKeys(outcome);
    VerificationPayload v =
        decode(outcome.response().orElseThrow()).first(VerificationPayload.class).orElseThrow();
    assertEquals(macAlg, v.authAlg().value());
    assertEquals(macAlg * 20, v.data().length());
  }

  @Test
  void anOfferSaysWhyItIsForbidden() {
    assertOfferRefused(
        () -> offer().withAlgorithms(EncrAlg.NULL, MacAlg.NULL, NullTransport.REFUSED));
    assertOfferRefused(
        () -> offer().withAlgorithms(EncrAlg.NULL, MacAlg.HMAC_SHA_1_160, NullTransport.REFUSED));
    assertOfferRefused(
        () ->
            offer()
                .withAlgorithms(
                    EncrAlg.AES_CM_128, MacAlg.NULL, NullTransport.UNDERLYING_PROTOCOL_PROTECTS));
    assertOfferRefused(
        () ->
            offer()
                .withAlgorithms(
                    EncrAlg.AES_KW_128, MacAlg.NULL, NullTransport.UNDERLYING_PROTOCOL_PROTECTS));
    assertOfferRefused(() -> offer().withPolicies(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> PskInitiator.initial(alice, aliceToBob, offer().withKeys(List.of())));
  }

  private static void assertOfferRefused(Executable offer) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, offer);
    assertFalse(e.getMessage().isBlank());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 241})
  void anEncryptionThatTheProviderLacksIsNoSuchAlgorithm(int encrAlg) {
    PskInitiator initiator =
        initiator(
            offer()
                .withAlgorithms(
                    new EncrAlg(encrAlg), MacAlg.HMAC_SHA_1_160, NullTransport.REFUSED));
    assertThrows(NoSuchAlgorithmException.class, initiator::start);
    assertEquals(0, alice.bundles().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 241})
  void aMacThatTheProviderLacksIsNoSuchAlgorithm(int macAlg) {
    PskInitiator initiator =
        initiator(
            offer().withAlgorithms(EncrAlg.AES_CM_128, new MacAlg(macAlg), NullTransport.REFUSED));
    assertThrows(NoSuchAlgorithmException.class, initiator::start);
    assertEquals(0, alice.bundles().size());
  }

  // Keys (RFC 3830 6.13, 6.14).

  static Stream<KeyDataRequest> keys() {
    List<KeyDataRequest> keys = new ArrayList<>();
    for (int length : List.of(1, 16, 19, 20, 21, 31, 32, 33, 48, 64, 65, 192, 256)) {
      keys.add(tgk(length, KeyValidity.none()));
    }
    keys.add(tgk(16, new KeyValidity.Spi(Octets.empty())));
    keys.add(tgk(16, new KeyValidity.Spi(Octets.of(new byte[255]))));
    keys.add(
        tgk(
            16,
            new KeyValidity.Interval(Octets.ofHex("000000000000"), Octets.ofHex("0000ffffffff"))));
    keys.add(
        new KeyDataRequest(KeyDataType.TGK_SALT, 16, 14, KeyValidity.none(), KeyPlace.PROVIDER));
    keys.add(new KeyDataRequest(KeyDataType.TEK_SALT, 16, 14, KeyValidity.none(), KeyPlace.HOST));
    keys.add(
        new KeyDataRequest(
            KeyDataType.TEK_SALT,
            16,
            14,
            new KeyValidity.Spi(Octets.ofHex("00000001")),
            KeyPlace.HOST));
    return keys.stream();
  }

  private static KeyDataRequest tgk(int length, KeyValidity validity) {
    return new KeyDataRequest(KeyDataType.TGK, length, 0, validity, KeyPlace.PROVIDER);
  }

  private KeyDataRequest comparable(KeyDataRequest request) {
    return request.place() == KeyPlace.PROVIDER
        ? request
        : new KeyDataRequest(
            request.keyType(),
            request.keyLength(),
            request.saltLength(),
            request.validity(),
            bed.probe().place());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void keysOfEveryKindArrive(KeyDataRequest listed) throws Exception {
    KeyDataRequest key = comparable(listed);
    if (bed.probe() == KeyProbe.USE && key.keyLength() < 16) {
      // A token that hands out no key has none that could be guessed, either.
      PskInitiator initiator = initiator(offer().withKeys(List.of(key)));
      assertThrows(InvalidKeyException.class, initiator::start);
      return;
    }
    responder =
        responder(bob, new PskResponderSettings(NullTransport.REFUSED, bed.probe().place()));
    Outcome outcome = exchange(offer().withKeys(List.of(key)));
    assertSameKeys(outcome);
    try (SrtpMasterKey master = outcome.accepted().srtpMasterKey(1, bed.probe().place())) {
      assertEquals(key.validity(), master.validity());
    }
  }

  @Test
  void severalKeysArriveInTheirOrder() throws Exception {
    List<KeyDataRequest> several =
        List.of(
            tgk(16, new KeyValidity.Spi(Octets.ofHex("01"))),
            new KeyDataRequest(
                KeyDataType.TGK_SALT,
                32,
                14,
                new KeyValidity.Spi(Octets.ofHex("02")),
                KeyPlace.PROVIDER),
            tgk(20, new KeyValidity.Spi(Octets.ofHex("03"))));
    Outcome outcome = exchange(offer().withKeys(several));
    assertEquals(3, outcome.accepted().keyCount());
    assertSameKeys(outcome);
    for (int i = 0; i < 3; i++) {
      try (SrtpMasterKey master = outcome.accepted().srtpMasterKey(2, i, bed.probe().place())) {
        assertEquals(several.get(i).validity(), master.validity());
      }
    }
  }

  @Test
  void aTekWithoutTheSaltThatSrtpNeedsIsRefused() throws Exception {
    PskInitiator initiator =
        initiator(
            offer()
                .withKeys(
                    List.of(
                        new KeyDataRequest(
                            KeyDataType.TEK, 16, 0, KeyValidity.none(), bed.probe().place()))));
    assertRefusedThoughAuthentic(Failure.PAYLOADS, initiator.start());
  }

  // Crypto sessions and policies (RFC 3830 6.1.1, 6.10).

  @Test
  void streamsHaveTheirOwnPolicies() throws Exception {
    Outcome outcome =
        exchange(
            new PskOffer(
                EncrAlg.AES_CM_128,
                MacAlg.HMAC_SHA_1_160,
                true,
                true,
                List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80, SrtpPolicy.AES_CM_128_HMAC_SHA1_32),
                List.of(
                    new SrtpId(1, 1, 0),
                    new SrtpId(0, 2, 0xFFFFFFFF),
                    new SrtpId(1, 3, 0),
                    new SrtpId(0, 4, 0)),
                List.of(PskOffer.TGK_128),
                List.of(),
                NullTransport.REFUSED));
    assertSameKeys(outcome);
    assertEquals(
        List.of(4, 10, 4, 10),
        outcome.accepted().terms().sessions().stream()
            .map(session -> session.policy().authTagLength())
            .toList());
    assertEquals(outcome.initiated().terms(), outcome.accepted().terms());
    assertEquals(-1, outcome.accepted().terms().sessions().get(1).roc());
  }

  @Test
  void aBundleMayHave255CryptoSessions() throws Exception {
    List<SrtpId> all = new ArrayList<>();
    for (int i = 1; i <= 255; i++) {
      all.add(new SrtpId(0, i, 0));
    }
    Outcome outcome = exchange(PskOffer.of(all));
    assertArrayEquals(tek(outcome.initiated(), 255), tek(outcome.accepted(), 255));
    all.add(new SrtpId(0, 256, 0));
    assertThrows(IllegalArgumentException.class, () -> PskOffer.of(all));
  }

  @Test
  void aBundleMayHaveNoCryptoSession() throws Exception {
    Outcome outcome = exchange(PskOffer.of(List.of()));
    assertEquals(List.of(), outcome.accepted().terms().sessions());
    assertEquals(1, outcome.initiated().keyCount());
  }

  @Test
  void withoutAnyPolicySrtpsDefaultHolds() throws Exception {
    Accepted accepted = accept(rogue.initial(7, now()));
    assertEquals(
        List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80, SrtpPolicy.AES_CM_128_HMAC_SHA1_80),
        accepted.bundle().terms().sessions().stream().map(CryptoSession::policy).toList());
  }

  @Test
  void theResponderFillsInTheSsrcsLeftOpen() throws Exception {
    Outcome outcome =
        exchange(
            PskOffer.of(
                List.of(new SrtpId(0, 0x1111, 0), new SrtpId(0, 0, 0), new SrtpId(0, 0, 0))));
    List<Integer> ssrcs =
        outcome.initiated().terms().sessions().stream().map(CryptoSession::ssrc).toList();
    assertEquals(0x1111, ssrcs.get(0));
    assertEquals(3, new HashSet<>(ssrcs).size());
    assertFalse(ssrcs.contains(0));
    assertEquals(outcome.accepted().terms(), outcome.initiated().terms());
  }

  @Test
  void generalExtensionsTravelInTheMessage() throws Exception {
    GeneralExtensionPayload ids = GeneralExtensionPayload.sdpIds(List.of("mikey"));
    Octets request = initiator(offer().withExtensions(List.of(ids))).start();
    Accepted accepted = accept(request);
    assertEquals(List.of(ids), accepted.request().message().all(GeneralExtensionPayload.class));
    assertEquals(request, accepted.request().octets());
  }

  // Timestamps (RFC 3830 4.2.8, 6.6).

  @Test
  void everyTypeOfTimestampIsTaken() throws Exception {
    long ntp = NtpTime.of(clock.instant());
    int csbId = 1;
    for (TimestampPayload t :
        List.of(
            TimestampPayload.of(TsType.NTP_UTC, ntp),
            TimestampPayload.of(TsType.NTP, ntp + 1),
            TimestampPayload.of(TsType.NTP_UTC_32, ntp >>> 32),
            TimestampPayload.of(TsType.COUNTER, 1))) {
      Accepted accepted = accept(rogue.initial(csbId++, t));
      MikeyMessage response = decode(accepted.response().orElseThrow());
      assertEquals(Optional.of(t), response.first(TimestampPayload.class));
      tek(accepted.bundle(), 1);
    }
  }

  @Test
  void exchangesGoOnAcrossTheEraOf2036() throws Exception {
    clock.set(Instant.parse("2036-02-07T06:28:14Z"));
    alice = context(ReplaySettings.DEFAULT, 10);
    Outcome before = exchange(offer());
    clock.move(Duration.ofSeconds(3));
    Outcome after = update(offer(), before);
    assertSameKeys(after);
    assertTrue(
        after.accepted().terms().timestamp().asLong() > 0
            && before.accepted().terms().timestamp().asLong() < 0,
        "the seconds wrapped between the two");
  }

  // CSB update (RFC 3830 4.5).

  @Test
  void anUpdateHasTheSameCsbIdALaterTimestampAndNoRand() throws Exception {
    Outcome first = exchange(offer());
    Outcome second = update(offer(), first);
    MikeyMessage before = decode(first.request());
    MikeyMessage after = decode(second.request());
    assertEquals(before.header().csbId(), after.header().csbId());
    assertEquals(Optional.empty(), after.first(RandPayload.class));
    assertTrue(
        NtpTime.difference(
                after.first(TimestampPayload.class).orElseThrow().asLong(),
                before.first(TimestampPayload.class).orElseThrow().asLong())
            > 0);
    assertEquals(1, alice.bundles().size());
    assertEquals(1, bob.bundles().size());
  }

  @Test
  void anUpdateMayBringNewKeys() throws Exception {
    Outcome first = exchange(offer());
    byte[] oldTek = tek(first.accepted(), 1);
    Outcome second = update(offer(), first);
    assertSameKeys(second);
    assertFalse(Arrays.equals(oldTek, tek(second.accepted(), 1)));
    assertEquals(first.accepted().terms().rand(), second.accepted().terms().rand());
    assertArrayEquals(
        oldTek, tek(first.accepted(), 1), "the old keys live until their bundle is closed");
  }

  @Test
  void anUpdateWithoutKeysGoesOnWithTheOldOnesAndAddsCryptoSessions() throws Exception {
    Outcome first = exchange(offer());
    List<SrtpId> more = new ArrayList<>(streams());
    more.add(new SrtpId(0, 0x3333, 0));
    Outcome second = update(PskOffer.of(more).withKeys(List.of()), first);
    assertEquals(
        0, decode(second.request()).first(KemacPayload.class).orElseThrow().encrData().length());
    assertSameKeys(second);
    assertEquals(3, second.accepted().terms().sessions().size());
    assertArrayEquals(tek(first.accepted(), 2), tek(second.accepted(), 2));
    first.accepted().close();
    first.initiated().close();
    assertSameKeys(second);
    assertEquals(1, bob.bundles().size());
  }

  @Test
  void anUpdateMayGoWithoutVerificationAndIdentities() throws Exception {
    Outcome first = exchange(offer());
    assertSameKeys(update(offer().withVerification(false).withIdentities(false), first));
  }

  @Test
  void updatesMayFollowEachOther() throws Exception {
    Outcome last = exchange(offer());
    for (int i = 0; i < 5; i++) {
      Outcome next = update(i % 2 == 0 ? offer() : offer().withKeys(List.of()), last);
      assertSameKeys(next);
      last.initiated().close();
      last.accepted().close();
      last = next;
    }
  }

  @Test
  void anUpdateThatLeavesPoliciesOutKeepsThem() throws Exception {
    Outcome first = exchange(offer().withPolicies(List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_32)));
    clock.move(Duration.ofSeconds(1));
    BundleTerms terms = first.accepted().terms();
    Accepted updated =
        accept(rogue.update(RoguePeer.header(terms.csbId(), false), terms.rand(), now(), ""));
    assertEquals(
        SrtpPolicy.AES_CM_128_HMAC_SHA1_32, updated.bundle().terms().sessions().get(1).policy());
  }

  @Test
  void anSsrcLeftOpenInAnUpdateStaysWhatItWas() throws Exception {
    PskOffer open = PskOffer.of(List.of(new SrtpId(0, 0x1111, 0), new SrtpId(0, 0, 0)));
    Outcome first = exchange(open);
    Outcome second = update(open, first);
    assertEquals(first.accepted().terms().sessions(), second.initiated().terms().sessions());
  }

  @Test
  void anUpdateIsForTheInitiatorsOwnBundle() throws Exception {
    Outcome outcome = exchange(offer());
    assertThrows(
        IllegalArgumentException.class,
        () -> PskInitiator.update(bob, bobToAlice, offer(), outcome.accepted()));
    PskCredential aliceToCarol =
        new PskCredential(ALICE, IdPayload.nai("carol@example.com"), bed.psk());
    assertThrows(
        IllegalArgumentException.class,
        () -> PskInitiator.update(alice, aliceToCarol, offer(), outcome.initiated()));
  }

  @Test
  void anUpdateWhoseAnswerWasLostIsSentAgainWithANewTimestamp() throws Exception {
    Outcome first = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    accept(updater(offer(), first.initiated()).start());
    assertSameKeys(update(offer(), first));
  }

  @Test
  void anUpdateEndsWithTheBundleThatTheInitiatorClosedMeanwhile() throws Exception {
    Outcome first = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    PskInitiator updater = updater(offer().withKeys(List.of()), first.initiated());
    Octets answer = accept(updater.start()).response().orElseThrow();
    first.initiated().close();
    assertThrows(IllegalStateException.class, () -> updater.receive(answer));
    assertEquals(0, alice.bundles().size());
  }

  @Test
  void anInitiatorUpdatesABundleOnceAtATime() throws Exception {
    Outcome first = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    PskInitiator one = updater(offer(), first.initiated());
    PskInitiator other = updater(offer(), first.initiated());
    Octets answer = accept(one.start()).response().orElseThrow();
    Octets otherAnswer = accept(other.start()).response().orElseThrow();
    CryptoSessionBundle updated = keep(one.receive(answer));
    assertThrows(IllegalStateException.class, () -> other.receive(otherAnswer));
    assertEquals(Optional.of(updated), alice.bundles().find(ALICE, BOB, updated.terms().csbId()));
  }

  // Custody.

  @Test
  void theReportListsEverySecretOfTheExchange() throws Exception {
    Outcome outcome = exchange(offer());
    for (CryptoSessionBundle bundle : List.of(outcome.initiated(), outcome.accepted())) {
      tek(bundle, 1);
      CustodyReport report = bundle.custody();
      assertEquals(bed.pskLevel(), report.of(SecretName.PSK).get(0).custody().level());
      for (SecretName secret :
          List.of(
              SecretName.PSK,
              SecretName.AUTH_KEY,
              SecretName.ENCR_KEY,
              SecretName.SALT_KEY,
              SecretName.TGK,
              SecretName.TEK,
              SecretName.MASTER_SALT)) {
        assertEquals(1, report.of(secret).size(), secret.reportName());
      }
      assertEquals(
          bed.probe().place() == KeyPlace.HOST ? CustodyLevel.HOST : bed.pskLevel(),
          report.of(SecretName.TEK).get(0).custody().level());
      assertEquals(CustodyLevel.PUBLIC, report.of(SecretName.MASTER_SALT).get(0).custody().level());
    }
  }

  // minisip's PSK-0.

  @Test
  void minisipsMessageGivesItsKeys() throws Exception {
    clock.set(atMinisipsTime());
    bob = context(ReplaySettings.DEFAULT, 10);
    responder = responder(bob, PskResponderSettings.DEFAULT);
    Accepted accepted = accept(Octets.of(Vectors.minisipPsk0("i_message_hex")));
    assertEquals(2, accepted.bundle().terms().sessions().size());
    for (int csId = 1; csId <= 2; csId++) {
      try (SrtpMasterKey master = accepted.bundle().srtpMasterKey(csId, bed.probe().place())) {
        Octets salt = Octets.of(Vectors.minisipPsk0("cs" + csId + "_salt_RFC3830"));
        assertEquals(salt, master.masterSalt());
        assertArrayEquals(
            bed.probe().expect(Vectors.minisipPsk0("cs" + csId + "_tek_RFC3830"), salt),
            show(master));
      }
    }
    assertTrue(accepted.response().isPresent(), "its V flag is set");
  }

  @Test
  void minisipsAnswerIsRefusedUnlessTheLeniencyNamedForItIsOn() throws Exception {
    DecodedMessage answer = DecodedMessage.decode(Vectors.minisipPsk0("r_message_hex"));
    ExchangeException e =
        assertThrows(ExchangeException.class, () -> minisipsInitiator(Set.of()).verify(answer));
    assertEquals(Failure.MISMATCH, e.failure());
    assertEquals("T", e.payload());
    assertEquals(2, minisipsInitiator(MINISIP).verify(answer).sessions().size());
  }

  @Test
  void theLeniencyStillWantsARightMac() throws Exception {
    byte[] answer = Vectors.minisipPsk0("r_message_hex");
    for (int at : List.of(20, answer.length - 20, answer.length - 1)) {
      byte[] changed = answer.clone();
      changed[at] ^= 1;
      DecodedMessage decoded = DecodedMessage.decode(changed);
      assertThrows(
          ExchangeException.class, () -> minisipsInitiator(MINISIP).verify(decoded), "octet " + at);
    }
  }

  @Test
  void theLeniencyAcceptsTheRightFormToo() throws Exception {
    PskInitiator initiator =
        keep(
            PskInitiator.initial(alice, aliceToBob, offer())
                .tolerating(PskLeniency.MINISIP_VERIFICATION_MESSAGE));
    assertSameKeys(complete(initiator));
  }

  @Test
  void aClosedPskIsAnInvalidKeyAndLeavesNothing() throws Exception {
    Octets request = initiator(offer()).start();
    try (PskTestBed other = PskTestBed.software()) {
      PskCredential foreign = new PskCredential(ALICE, BOB, other.psk());
      other.psk().close();
      PskInitiator initiator = keep(PskInitiator.initial(alice, foreign, offer()));
      int reserved = alice.bundles().size();
      assertThrows(InvalidKeyException.class, initiator::start);
      assertEquals(reserved, alice.bundles().size());
      PskCredential foreignBob = new PskCredential(BOB, ALICE, other.psk());
      PskResponder broken =
          new PskResponder(bob, PskDirectory.of(foreignBob), PskResponderSettings.DEFAULT);
      assertThrows(InvalidKeyException.class, () -> broken.receive(request));
      assertEquals(0, bob.replayCache().size());
    }
    assertTrue(accept(request).response().isPresent(), "the next responder is not harmed");
  }

  /** The initiator that sent minisip's I_MESSAGE, after it sent it. */
  private PskVerification minisipsInitiator(Set<PskLeniency> leniencies) throws Exception {
    MikeyMessage request = MikeyMessage.decode(Vectors.minisipPsk0("i_message_hex"));
    BundleTerms terms =
        new BundleTerms(
            ALICE,
            BOB,
            request.header().csbId(),
            PrfFunc.MIKEY_1,
            Octets.of(Vectors.minisipPsk0("rand")),
            request.first(TimestampPayload.class).orElseThrow(),
            MediaOffer.of(((SrtpIdMap) request.header().csIdMap()).entries()).sessions());
    MessageKeys keys =
        keep(
            new MessageKeys(
                bed.provider(),
                PrfFunc.MIKEY_1,
                SecretName.PSK,
                bed.psk(),
                terms.csbId(),
                terms.rand()));
    return new PskVerification(terms, request.header(), keys, MacAlg.HMAC_SHA_1_160, leniencies);
  }

  private static Instant atMinisipsTime() throws Exception {
    return MikeyMessage.decode(Vectors.minisipPsk0("i_message_hex"))
        .first(TimestampPayload.class)
        .orElseThrow()
        .time()
        .orElseThrow();
  }

  private static PskOffer keyWrap(KeyDataRequest key) {
    return offer()
        .withAlgorithms(EncrAlg.AES_KW_128, MacAlg.HMAC_SHA_1_160, NullTransport.REFUSED)
        .withKeys(List.of(key));
  }

  static MikeyMessage decode(Octets message) throws Exception {
    return MikeyMessage.decode(message.toArray());
  }
}
