package org.mikeyhsm.mode.pk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.ChashPayload;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.HashFunc;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.trust.TrustException;

/** The public-key mode between two parties who keep to RFC 3830, on any provider. */
public abstract class PkModeContract extends PkContract {
  /** For the class that opens the provider. */
  protected PkModeContract() {}

  @Test
  void aVerifiedExchangeGivesBothTheSameKeys() throws Exception {
    Outcome outcome = exchange(offer());
    assertSameKeys(outcome);
    assertSameTrafficKeys(outcome, 1);
    assertEquals(outcome.initiated().terms(), outcome.accepted().terms());
    assertFalse(
        Arrays.equals(tek(outcome.initiated(), 1), tek(outcome.initiated(), 2)),
        "crypto sessions have keys of their own");
  }

  @Test
  void theMessagesHaveTheirPayloadsInOrder() throws Exception {
    Outcome outcome = exchange(offer());
    MikeyMessage request = MikeyMessage.decode(outcome.request().toArray());
    assertEquals(
        List.of(
            TimestampPayload.class,
            RandPayload.class,
            IdPayload.class,
            CertPayload.class,
            IdPayload.class,
            SecurityPolicyPayload.class,
            KemacPayload.class,
            ChashPayload.class,
            PkePayload.class,
            SignPayload.class),
        request.payloads().stream().map(Object::getClass).toList());
    assertEquals(DataType.PK, request.header().dataType());
    assertEquals(
        Octets.of(
            MessageDigest.getInstance("SHA-1").digest(TestPki.certificate("bob").getEncoded())),
        request.first(ChashPayload.class).orElseThrow().hash());
    MikeyMessage response = MikeyMessage.decode(outcome.response().orElseThrow().toArray());
    assertEquals(
        List.of(TimestampPayload.class, IdPayload.class, VerificationPayload.class),
        response.payloads().stream().map(Object::getClass).toList());
    assertEquals(DataType.PK_VER, response.header().dataType());
    assertEquals(request.first(TimestampPayload.class), response.first(TimestampPayload.class));
  }

  @Test
  void withoutTheVFlagNothingIsAnswered() throws Exception {
    PkInitiator initiator = initiator(offer().withVerification(false));
    Accepted accepted = accept(initiator.start());
    assertEquals(Optional.empty(), accepted.response());
    assertSameKeys(keep(initiator.bundle()), accepted.bundle());
    assertThrows(IllegalStateException.class, initiator::bundle);
  }

  @Test
  void anInitiatorIsUsedInItsOrder() throws Exception {
    PkInitiator initiator = initiator(offer());
    assertThrows(IllegalStateException.class, () -> initiator.receive(Octets.empty()));
    Octets request = initiator.start();
    assertThrows(IllegalStateException.class, initiator::start);
    assertThrows(IllegalStateException.class, initiator::bundle);
    Octets answer = accept(request).response().orElseThrow();
    keep(initiator.receive(answer));
    assertThrows(IllegalStateException.class, () -> initiator.receive(answer));
  }

  @Test
  void anAbandonedExchangeLeavesNothing() throws Exception {
    int liveKeys = bed.liveKeys();
    PkInitiator initiator = initiator(offer());
    initiator.start();
    assertEquals(1, alice.exchangeLimits().awaited());
    initiator.close();
    assertEquals(0, alice.bundles().size());
    assertEquals(liveKeys, bed.liveKeys());
  }

  @ParameterizedTest
  @EnumSource(SignatureScheme.class)
  void everySignatureScheme(SignatureScheme scheme) throws Exception {
    aliceSelf = aliceSelf.withScheme(scheme);
    Outcome outcome = exchange(offer());
    assertSameKeys(outcome);
    assertEquals(
        scheme.type(),
        MikeyMessage.decode(outcome.request().toArray())
            .first(SignPayload.class)
            .orElseThrow()
            .signatureType());
  }

  @Test
  void oaepWhereBothSidesAgreeOnIt() throws Exception {
    responder = responder(new PkResponderSettings(EnvelopeScheme.OAEP, KeyPlace.PROVIDER), bobSelf);
    assertSameKeys(exchange(offer().withEnvelope(EnvelopeScheme.OAEP)));
    assertRefusedThoughAuthentic(Failure.AUTHENTICATION, initiator(offer()).start());
  }

  @Test
  void aKeyForEachUseBelowAnIntermediateAuthority() throws Exception {
    responder = responder(PkResponderSettings.DEFAULT, bobWithTwoKeys());
    pki = knowingBob("bob-sign", "bob-encr", "sub");
    assertSameKeys(exchange(offer()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theHashNamesTheKeyOfSeveral(int function) throws Exception {
    responder = responder(PkResponderSettings.DEFAULT, bobSelf, bobWithTwoKeys());
    assertSameKeys(exchange(offer().withCertHash(Optional.of(new HashFunc(function)))));
    pki = knowingBob("bob-encr", "sub");
    assertSameKeys(exchange(offer().withCertHash(Optional.of(new HashFunc(function)))));
    assertRefusedThoughAuthentic(
        Failure.AUTHENTICATION, initiator(offer().withCertHash(Optional.empty())).start());
  }

  @Test
  void aHashOfAnotherCertificate() throws Exception {
    pki = knowingBob("bob-encr", "sub");
    ExchangeException e = assertRefused(Failure.CERTIFICATE, initiator(offer()).start());
    assertEquals("CHASH", e.payload());
  }

  // Identities and certificates (RFC 3830 3.2: MAY be left out).

  @Test
  void identitiesMayBeLeftOut() throws Exception {
    Outcome outcome = exchange(offer().withIdentities(false));
    assertSameKeys(outcome);
    assertEquals(ALICE, outcome.accepted().terms().initiator(), "the certificate's");
  }

  @Test
  void theCertificateMayBeLeftOut() throws Exception {
    aliceSelf = aliceSelf.withoutCertificates();
    assertSameKeys(exchange(offer()));
    assertRefused(Failure.CERTIFICATE, initiator(offer().withIdentities(false)).start());
  }

  @Test
  void theCertificateMayBeFetched() throws Exception {
    URI url = URI.create("http://certs.example.com/alice.cer");
    aliceSelf = aliceSelf.withUrl(url);
    ExchangeException e = assertRefused(Failure.CERTIFICATE, initiator(offer()).start());
    assertTrue(e.reason().contains("not fetched"), e.reason());
    respondTrusting(
        pki.withFetcher(
            asked -> {
              assertEquals(url, asked);
              return TestPki.certificate("alice");
            }));
    assertSameKeys(exchange(offer()));
  }

  @Test
  void anEmailAddressIsANai() throws Exception {
    IdPayload carol = IdPayload.nai("carol@example.com");
    aliceSelf = identity(carol, "carol");
    Outcome outcome = exchange(offer());
    assertSameKeys(outcome);
    assertEquals(carol, outcome.accepted().terms().initiator());
  }

  @Test
  void aUserPrincipalNameIsANai() throws Exception {
    IdPayload dave = IdPayload.nai("dave@example.com");
    aliceSelf = identity(dave, "dave");
    assertEquals(dave, exchange(offer()).accepted().terms().initiator());
  }

  @Test
  void aPinnedCertificateNeedsNoAuthority() throws Exception {
    aliceSelf = identity(ALICE, "alice-stranger");
    assertRefused(Failure.CERTIFICATE, initiator(offer()).start());
    respondTrusting(
        trusting(
            TestPki.root()
                .withPinned(Map.of(ALICE, Set.of(TestPki.certificate("alice-stranger"))))));
    assertSameKeys(exchange(offer()));
  }

  // Key data.

  @Test
  void severalKeysWithSaltAndSpi() throws Exception {
    KeyValidity spi = new KeyValidity.Spi(Octets.ofHex("01020304"));
    Outcome outcome =
        exchange(
            offer()
                .withKeys(
                    List.of(
                        new KeyDataRequest(KeyDataType.TGK_SALT, 16, 14, spi, KeyPlace.PROVIDER),
                        PskOffer.TGK_160)));
    assertEquals(2, outcome.accepted().keyCount());
    assertSameKeys(outcome);
  }

  /** With the identity before it, key data of the right length is a multiple of 8 octets. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aesKeyWrapWithOrWithoutMac(int macAlg) throws Exception {
    int identity = 4 + ALICE.data().length();
    int spi = Math.floorMod(-(identity + 4 + 16 + 1), 8);
    KeyDataRequest key =
        new KeyDataRequest(
            KeyDataType.TGK,
            16,
            0,
            new KeyValidity.Spi(Octets.of(new byte[spi])),
            KeyPlace.PROVIDER);
    Outcome outcome =
        exchange(
            offer().withKeys(List.of(key)).withAlgorithms(EncrAlg.AES_KW_128, new MacAlg(macAlg)));
    assertSameKeys(outcome);
    assertEquals(
        MacAlg.HMAC_SHA_1_160,
        MikeyMessage.decode(outcome.response().orElseThrow().toArray())
            .first(VerificationPayload.class)
            .orElseThrow()
            .authAlg(),
        "a NULL V would prove nothing");
  }

  @Test
  void anOfferSaysWhyItIsForbidden() {
    for (Executable forbidden :
        List.<Executable>of(
            () -> offer().withAlgorithms(EncrAlg.NULL, MacAlg.HMAC_SHA_1_160),
            () -> offer().withAlgorithms(EncrAlg.AES_CM_128, MacAlg.NULL),
            () -> offer().withCache(new CacheIndicator(3)),
            () -> initiator(offer().withKeys(List.of())))) {
      assertFalse(assertThrows(IllegalArgumentException.class, forbidden).getMessage().isBlank());
    }
  }

  @Test
  void whoHasNoCertificateIsNotSentTo() {
    pki = pki.withDirectory(CertificateDirectory.empty());
    TrustException e = assertThrows(TrustException.class, () -> initiator(offer()).start());
    assertEquals(TrustException.Reason.MISSING, e.reason());
    pki = knowingBob("bob-sign", "sub");
    assertThrows(TrustException.class, () -> initiator(offer()).start());
    pki = knowingBob("alice");
    e = assertThrows(TrustException.class, () -> initiator(offer()).start());
    assertEquals(TrustException.Reason.WRONG_IDENTITY, e.reason());
    assertEquals(0, alice.bundles().size());
  }

  // The envelope key cache (RFC 3830 3.2, 4.5, 6.3).

  @Test
  void anEnvelopeKeyIsNotCachedUnlessAsked() throws Exception {
    Outcome outcome = exchange(offer());
    assertEquals(0, aliceCache.size());
    assertEquals(0, bobCache.size());
    assertEquals(Optional.empty(), aliceCache.forUpdate(outcome.initiated().terms()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCachedEnvelopeKeyIsThePreSharedKeyOfUpdates(int indicator) throws Exception {
    Outcome first = exchange(offer().withCache(new CacheIndicator(indicator)));
    assertEquals(1, aliceCache.size());
    assertEquals(1, bobCache.size());
    byte[] before = tek(first.accepted(), 1);
    Outcome rekeyed = cachedUpdate(PskOffer.of(streams()), first);
    assertSameKeys(rekeyed);
    assertFalse(Arrays.equals(before, tek(rekeyed.accepted(), 1)));
    assertEquals(first.initiated().terms().csbId(), rekeyed.accepted().terms().csbId());
    Outcome same = cachedUpdate(PskOffer.of(streams()).withKeys(List.of()), rekeyed);
    assertArrayEquals(tek(rekeyed.accepted(), 1), tek(same.accepted(), 1));
  }

  @Test
  void anUpdateWithACachedKeyMustNotBeAPublicKeyMessage() throws Exception {
    Outcome first = exchange(offer().withCache(CacheIndicator.CACHE));
    assertThrows(
        IllegalStateException.class, () -> updater(offer(), first.initiated()), "RFC 3830 4.5");
    clock.move(Duration.ofSeconds(1));
    EnvelopeCache none = keep(EnvelopeCache.of(alice));
    Octets request =
        keep(PkInitiator.update(alice, aliceSelf, pki, none, offer(), first.initiated())).start();
    assertRefusedThoughAuthentic(Failure.MISMATCH, request);
  }

  @Test
  void aKeyCachedForTheBundleServesNoOther() throws Exception {
    Outcome first = exchange(offer().withCache(CacheIndicator.CACHE_FOR_CSB));
    assertEquals(Optional.empty(), aliceCache.forNewBundle(ALICE, BOB));
    PskInitiator cheat =
        keep(
            PskInitiator.initial(
                alice,
                aliceCache.forUpdate(first.initiated().terms()).orElseThrow(),
                PskOffer.of(streams())));
    assertRefused(Failure.AUTHENTICATION, cheat.start());
    first.initiated().close();
    first.accepted().close();
    assertEquals(0, aliceCache.size(), "it goes with its bundle");
    assertEquals(0, bobCache.size());
  }

  @Test
  void aCachedKeyServesNewBundlesUntilItsLifetimeIsOver() throws Exception {
    Outcome first = exchange(offer().withCache(CacheIndicator.CACHE));
    first.initiated().close();
    first.accepted().close();
    PskCredential credential = aliceCache.forNewBundle(ALICE, BOB).orElseThrow();
    assertSameKeys(complete(keep(PskInitiator.initial(alice, credential, PskOffer.of(streams())))));
    clock.move(Duration.ofHours(2));
    assertEquals(0, aliceCache.size());
    assertEquals(0, bobCache.size());
  }

  @Test
  void aFullCacheRefusesWhatItMustCache() throws Exception {
    bobCache = keep(new EnvelopeCache(bob.bundles(), clock, Duration.ofHours(1), 1));
    respondTrusting(pki);
    exchange(offer().withCache(CacheIndicator.CACHE));
    Octets request = initiator(offer().withCache(CacheIndicator.CACHE)).start();
    ExchangeException e = assertRefusedThoughAuthentic(Failure.LIMIT, request);
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
    exchange(offer());
  }

  // Updates without a cached key (RFC 3830 4.5).

  @Test
  void anUpdateBringsANewEnvelopeKeyAndNewKeys() throws Exception {
    Outcome first = exchange(offer());
    byte[] before = tek(first.accepted(), 1);
    Outcome second = update(offer(), first);
    assertSameKeys(second);
    assertFalse(Arrays.equals(before, tek(second.accepted(), 1)));
    MikeyMessage request = MikeyMessage.decode(second.request().toArray());
    assertEquals(Optional.empty(), request.first(RandPayload.class), "MUST NOT");
    assertEquals(first.initiated().terms().csbId(), request.header().csbId());
  }

  @Test
  void anUpdateMayAddCryptoSessionsAndNoKeys() throws Exception {
    Outcome first = exchange(offer());
    List<SrtpId> more = new ArrayList<>(streams());
    more.add(new SrtpId(0, 0x3333, 0));
    Outcome second = update(PkOffer.of(more).withKeys(List.of()), first);
    assertSameKeys(second);
    assertEquals(
        Optional.empty(),
        MikeyMessage.decode(second.request().toArray()).first(KemacPayload.class));
    assertEquals(3, second.accepted().terms().sessions().size());
    assertArrayEquals(tek(first.accepted(), 1), tek(second.accepted(), 1));
  }

  @Test
  void anUpdateNeedsItsBundle() throws Exception {
    Outcome first = exchange(offer());
    first.accepted().close();
    clock.move(Duration.ofSeconds(1));
    assertRefusedThoughAuthentic(
        Failure.AUTHENTICATION, updater(offer(), first.initiated()).start());
  }

  // Custody.

  @Test
  void theReportNamesEverySecret() throws Exception {
    Outcome outcome = exchange(offer());
    for (CustodyReport report :
        List.of(outcome.initiated().custody(), outcome.accepted().custody())) {
      for (SecretName secret :
          List.of(
              SecretName.PRIVATE_KEY,
              SecretName.ENVELOPE_KEY,
              SecretName.ENCR_KEY,
              SecretName.AUTH_KEY,
              SecretName.SALT_KEY,
              SecretName.TGK)) {
        assertEquals(1, report.of(secret).size(), secret + " in " + report);
      }
      assertEquals(
          bed.privateKeyLevel(), report.of(SecretName.PRIVATE_KEY).get(0).custody().level());
    }
  }

  // Time.

  @Test
  void anAnswerThatComesTooLateIsRefused() throws Exception {
    PkInitiator initiator = initiator(offer());
    Octets answer = accept(initiator.start()).response().orElseThrow();
    clock.move(LimitSettings.DEFAULT.answerTimeout().plusSeconds(1));
    ExchangeException e = assertThrows(ExchangeException.class, () -> initiator.receive(answer));
    assertEquals(Failure.LIMIT, e.failure());
    assertEquals(0, alice.bundles().size());
  }

  @Test
  void exchangesThatTimedOutGiveTheirPlaceToOthers() throws Exception {
    alice =
        alice.withExchangeLimits(
            new ExchangeLimits(
                new LimitSettings(1, Duration.ofSeconds(10), 1, 0, Duration.ZERO), clock));
    int liveKeys = bed.liveKeys();
    initiator(offer()).start();
    assertThrows(IllegalStateException.class, () -> initiator(offer()).start());
    clock.move(Duration.ofSeconds(11));
    alice.exchangeLimits().expire();
    assertEquals(liveKeys, bed.liveKeys());
    assertEquals(0, alice.bundles().size());
    initiator(offer()).start();
  }
}
