package org.mikeyhsm.mode.rsar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpPolicy;

/** The RSA-R mode between two parties who keep to RFC 4738, on any provider. */
public abstract class RsarModeContract extends RsarContract {
  private static final SrtpPolicy TAG_80 = SrtpPolicy.AES_CM_128_HMAC_SHA1_80;
  private static final SrtpPolicy TAG_32 = SrtpPolicy.AES_CM_128_HMAC_SHA1_32;

  /** For the class that opens the provider. */
  protected RsarModeContract() {}

  @Test
  void anExchangeGivesBothTheSameKeys() throws Exception {
    Outcome outcome = exchange();
    assertSameKeys(outcome);
    assertSameTrafficKeys(outcome, 2);
    assertEquals(outcome.initiated().terms(), outcome.accepted().terms());
  }

  /** RFC 4738 section 3.1, Figure 1; 3.4: the V bit MUST be set; 3.6: T and CSB ID stay. */
  @Test
  void theMessagesHaveTheirPayloadsInOrder() throws Exception {
    Outcome outcome = exchange();
    MikeyMessage request = decode(outcome.request());
    assertEquals(
        List.of(
            TimestampPayload.class,
            RandPayload.class,
            IdPayload.class,
            CertPayload.class,
            IdPayload.class,
            SecurityPolicyPayload.class,
            SignPayload.class),
        request.payloads().stream().map(Object::getClass).toList());
    assertTrue(request.header().v());
    MikeyMessage response = decode(outcome.response().orElseThrow());
    assertEquals(
        List.of(
            TimestampPayload.class,
            IdPayload.class,
            CertPayload.class,
            SecurityPolicyPayload.class,
            KemacPayload.class,
            PkePayload.class,
            SignPayload.class),
        response.payloads().stream().map(Object::getClass).toList());
    assertEquals(request.header().csbId(), response.header().csbId());
    assertEquals(request.first(TimestampPayload.class), response.first(TimestampPayload.class));
  }

  /** RFC 4738 section 3.6, which is not the rule of RFC 3830 section 5.2. */
  @Test
  void theSignatureCoversTheMessageUpToItAndTheIdentitiesAndTheTimestamp() throws Exception {
    Octets response = exchange().response().orElseThrow();
    MikeyMessage message = decode(response);
    SignPayload sign = message.first(SignPayload.class).orElseThrow();
    int signAt = response.length() - sign.signature().length() - 2;
    Signature signature = Signature.getInstance("SHA1withRSA");
    signature.initVerify(TestPki.certificate("bob").getPublicKey());
    signature.update(response.slice(0, signAt).toArray());
    signature.update(ALICE.data().toArray());
    signature.update(BOB.data().toArray());
    signature.update(message.first(TimestampPayload.class).orElseThrow().value().toArray());
    assertTrue(signature.verify(sign.signature().toArray()));
  }

  /** RFC 4738 section 3.6: either the initiator or the responder sends the RAND. */
  @Test
  void theResponderGivesTheRandIfTheInitiatorDoesNot() throws Exception {
    Outcome outcome = complete(start(offer().withRand(false)));
    assertSameKeys(outcome);
    assertEquals(Optional.empty(), decode(outcome.request()).first(RandPayload.class));
    assertEquals(
        outcome.accepted().terms().rand(),
        decode(outcome.response().orElseThrow()).first(RandPayload.class).orElseThrow().rand());
  }

  /** RFC 4738 sections 3.5 and 3.6: one of the policies offered is returned. */
  @Test
  void theResponderChoosesAPolicy() throws Exception {
    RsarOffer offer =
        offer().withMedia(MediaOffer.of(streams()).withPolicies(List.of(TAG_80, TAG_32)));
    settings = settings.withPolicies(List.of(TAG_32));
    respond();
    Outcome outcome = complete(start(offer));
    assertSameKeys(outcome);
    outcome
        .initiated()
        .terms()
        .sessions()
        .forEach(session -> assertEquals(TAG_32, session.policy()));
    assertEquals(
        List.of(1),
        decode(outcome.response().orElseThrow()).all(SecurityPolicyPayload.class).stream()
            .map(SecurityPolicyPayload::policyNo)
            .toList());
  }

  @Test
  void withoutAnOfferTheResponderSaysItsOwnPolicy() throws Exception {
    settings = settings.withPolicies(List.of(TAG_32)).withStreams(streams());
    respond();
    Outcome outcome =
        complete(start(offer().withMedia(new MediaOffer(List.of(), List.of(), List.of()))));
    assertSameKeys(outcome);
    assertEquals(2, outcome.initiated().terms().sessions().size(), "MUST fill in #CS");
    assertEquals(TAG_32, outcome.initiated().terms().sessions().get(0).policy());
  }

  /** RFC 4738 section 3.4: the responder may pick the SSRC. */
  @Test
  void theResponderFillsInSsrcs() throws Exception {
    Outcome outcome =
        complete(start(RsarOffer.of(List.of(new SrtpId(0, 0, 0), new SrtpId(0, 7, 0)))));
    assertSameKeys(outcome);
    assertNotEquals(0, outcome.initiated().terms().sessions().get(0).ssrc());
    assertEquals(7, outcome.initiated().terms().sessions().get(1).ssrc());
  }

  // Identities and certificates.

  /** RFC 4738 section 4: the responder may be another than the one the message was sent to. */
  @Test
  void whoeverAnswersIsAcceptedIfAcceptable() throws Exception {
    Started started = startWithAnybody(BOB::equals);
    assertEquals(List.of(ALICE), decode(started.request()).all(IdPayload.class), "no IDr then");
    Outcome outcome = complete(started);
    assertSameKeys(outcome);
    assertEquals(BOB, outcome.initiated().terms().responder());
    Started refusing = startWithAnybody(id -> false);
    Octets answer = accept(refusing.request()).response().orElseThrow();
    ExchangeException e = assertThrows(ExchangeException.class, () -> refusing.receive(answer));
    assertEquals(Failure.IDENTITY, e.failure());
  }

  @Test
  void identitiesAndCertificatesMayBeLeftOut() throws Exception {
    assertSameKeys(complete(start(offer().withIdentity(false))));
    aliceSelf = aliceSelf.withoutCertificates();
    bobSelf = bobSelf.withoutCertificates();
    respond();
    assertSameKeys(exchange());
  }

  /** RFC 4738 section 3.8: the URL is the default method and MUST be implemented. */
  @Test
  void certificatesMayBeFetchedOnBothSides() throws Exception {
    aliceSelf = aliceSelf.withUrl(URI.create("http://certs.example.com/alice.cer"));
    bobSelf = bobSelf.withUrl(URI.create("http://certs.example.com/bob.cer"));
    pki =
        pki.withDirectory(CertificateDirectory.empty())
            .withFetcher(
                url -> TestPki.certificate(url.getPath().replace("/", "").replace(".cer", "")));
    respond();
    assertSameKeys(exchange());
  }

  @Test
  void aKeyForEachUse() throws Exception {
    pki = trusting(TestPki.root());
    aliceSelf = PkiIdentity.of(BOB, key("bob-sign", "sub"), key("bob-encr", "sub"));
    Outcome outcome = exchange();
    assertSameKeys(outcome);
    assertEquals(BOB, outcome.accepted().terms().initiator());
  }

  @Test
  void oaepToo() throws Exception {
    settings = settings.withEnvelope(EnvelopeScheme.OAEP);
    respond();
    assertSameKeys(complete(start(offer().withEnvelope(EnvelopeScheme.OAEP))));
    Started started = start();
    Octets answer = accept(started.request()).response().orElseThrow();
    ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(answer));
    assertEquals(Failure.AUTHENTICATION, e.failure());
  }

  // Groups (RFC 4738 section 3.2).

  @Test
  void aGroupsMembersAllGetTheSameKeys() throws Exception {
    RsarGroup group = group();
    Outcome first = complete(start(RsarOffer.ofGroup()));
    aliceSelf = identity(IdPayload.uri("sip:carol@example.com"), "carol");
    Outcome second = complete(start(RsarOffer.ofGroup()));
    assertSameKeys(first);
    assertSameKeys(second);
    assertSameKeys(first.initiated(), second.initiated());
    assertSameKeys(group.bundle(), second.initiated());
    assertEquals(group.bundle().terms().csbId(), first.initiated().terms().csbId());
  }

  /** RFC 4738 section 3.2, Figure 2; 3.6: the header keeps the CSB ID of the request. */
  @Test
  void aGroupsMessagesHaveTheirPayloadsInOrder() throws Exception {
    RsarGroup group = group();
    Outcome outcome = complete(start(RsarOffer.ofGroup()));
    MikeyMessage request = decode(outcome.request());
    assertEquals(0, request.all(SecurityPolicyPayload.class).size(), "MUST NOT");
    assertEquals(0, request.header().csIdMap().count(), "no streams of its own: MUST be 0");
    MikeyMessage response = decode(outcome.response().orElseThrow());
    assertEquals(
        List.of(
            GeneralExtensionPayload.class,
            TimestampPayload.class,
            RandPayload.class,
            IdPayload.class,
            CertPayload.class,
            SecurityPolicyPayload.class,
            KemacPayload.class,
            PkePayload.class,
            SignPayload.class),
        response.payloads().stream().map(Object::getClass).toList());
    assertEquals(request.header().csbId(), response.header().csbId());
    assertNotEquals(request.header().csbId(), group.bundle().terms().csbId());
    assertEquals(2, response.header().csIdMap().count());
  }

  @Test
  void aGroupsOfferHasNoPolicyAndNoRand() {
    assertThrows(IllegalArgumentException.class, () -> RsarOffer.ofGroup().withRand(true));
    assertThrows(
        IllegalArgumentException.class,
        () -> RsarOffer.ofGroup().withMedia(MediaOffer.of(streams())));
  }

  /** RFC 4738 section 3.4: a RAND in the request MUST NOT be used in a group. */
  @Test
  void aRandInARequestForAGroupIsIgnored() throws Exception {
    RsarGroup group = group();
    MikeyMessage request = decode(start(RsarOffer.ofGroup()).request());
    List<Payload> payloads = new ArrayList<>(request.payloads());
    payloads.remove(payloads.size() - 1);
    payloads.add(1, new RandPayload(Octets.of(new byte[16])));
    Octets withRand =
        SignField.fill(
            request.header(),
            payloads,
            PkiIdentity.of(
                ALICE,
                new CertifiedKey(
                    TestPki.privateKey("alice"), List.of(TestPki.certificate("alice")))),
            new MikeyProvider(),
            SignField.Coverage.ALL_BUT_SIGNATURE);
    assertSameKeys(group.bundle(), accept(withRand).bundle());
  }

  @Test
  void aClosedGroupLeavesItsMembersTheirBundles() throws Exception {
    RsarGroup group = group();
    Outcome outcome = complete(start(RsarOffer.ofGroup()));
    group.close();
    assertSameKeys(outcome);
    ExchangeException e =
        assertRefusedThoughAuthentic(Failure.MISMATCH, start(RsarOffer.ofGroup()).request());
    assertTrue(e.reason().contains("closed"), e.reason());
  }

  // Updates (RFC 4738 section 3.6, RFC 3830 section 4.5).

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCachedEnvelopeKeyIsThePreSharedKeyOfUpdates(int indicator) throws Exception {
    settings = settings.withCache(new CacheIndicator(indicator));
    respond();
    Outcome first = exchange();
    assertEquals(1, aliceCache.size());
    assertThrows(IllegalStateException.class, () -> update(offer(), first.initiated()));
    clock.move(Duration.ofSeconds(1));
    PskInitiator initiator =
        keep(
            PskInitiator.update(
                alice,
                aliceCache.forUpdate(first.initiated().terms()).orElseThrow(),
                PskOffer.of(streams()),
                first.initiated()));
    if (!bed.sendsUnderReceivedEnvelopes()) {
      assertThrows(InvalidKeyException.class, initiator::start);
      assertSameKeys(first);
      return;
    }
    Accepted accepted = accept(initiator.start());
    CryptoSessionBundle initiated = keep(initiator.receive(accepted.response().orElseThrow()));
    assertSameKeys(initiated, accepted.bundle());
    assertFalse(Arrays.equals(tek(first.initiated(), 1), tek(initiated, 1)));
  }

  @Test
  void anUpdateHasNoRandOfEitherSide() throws Exception {
    Outcome first = exchange();
    Outcome second = complete(update(offer(), first.initiated()));
    assertSameKeys(second);
    assertFalse(Arrays.equals(tek(first.initiated(), 1), tek(second.initiated(), 1)));
    for (Octets message : List.of(second.request(), second.response().orElseThrow())) {
      assertEquals(Optional.empty(), decode(message).first(RandPayload.class));
    }
  }

  @Test
  void theReportNamesEverySecret() throws Exception {
    Outcome outcome = exchange();
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
        assertFalse(report.of(secret).isEmpty(), secret + " in " + report);
      }
    }
  }
}
