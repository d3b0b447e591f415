package org.mikeyhsm.mode.pk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CertType;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PolicyParameter;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.SignedBadInputContract;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.trust.Certificates;

/** What the public-key mode does with messages it must not accept. */
public abstract class PkBadInputContract extends PkContract implements SignedBadInputContract {
  private final RoguePk rogue = new RoguePk(ALICE, BOB, "alice");

  /** For the class that opens the provider. */
  protected PkBadInputContract() {}

  @Override
  protected void prepare() throws Exception {
    super.prepare();
    // Another one for each test: a token may refuse a key stream that was used before.
    rogue.envelopeKey = new byte[envelopeLength()];
    new SecureRandom().nextBytes(rogue.envelopeKey);
  }

  @Override
  public Octets fresh() throws Exception {
    // A token may refuse a key stream that was used before.
    new SecureRandom().nextBytes(rogue.envelopeKey);
    return rogue.message(now());
  }

  /** Octets of an envelope key that the provider takes. */
  private int envelopeLength() throws Exception {
    return EnvelopeTransport.getInstance("RSA/ECB/PKCS1Padding", bed.provider()).keyLength();
  }

  /** A pre-shared key message updates a bundle with its cached envelope key. */
  @Override
  public Set<DataType> taken() {
    return Set.of(DataType.PK, DataType.PSK);
  }

  @Test
  void theRoguesOrdinaryMessageIsGood() throws Exception {
    assertEquals(ALICE, accept(rogue.message(now())).bundle().terms().initiator());
  }

  // Certificates.

  @ParameterizedTest
  @MethodSource("badCertificates")
  void withACertificateThatIsNotGood(String name, String word) throws Exception {
    respondTrusting(withCrl());
    aliceSelf = identity(ALICE, name);
    Octets request = initiator(offer()).start();
    ExchangeException e = assertRefused(Failure.CERTIFICATE, request);
    assertEquals("CERT", e.payload());
    assertTrue(e.reason().contains(word), e.reason());
    assertErrorMessage(ErrorNo.INVALID_CERT, false, e, request);
    aliceSelf = identity(ALICE, "alice");
    assertNextGoodOneWorks();
  }

  @Test
  void withACertificateOfWhichNoListTells() throws Exception {
    respondTrusting(trusting(TestPki.root().withCrls(List.of())));
    ExchangeException e = assertRefused(Failure.CERTIFICATE, initiator(offer()).start());
    assertTrue(e.reason().contains("not accepted"), e.reason());
  }

  @Test
  void withoutTheCertificatesBetween() throws Exception {
    aliceSelf = PkiIdentity.of(BOB, key("bob-sign"), key("bob-encr"));
    ExchangeException e =
        assertRefused(
            Failure.CERTIFICATE,
            keep(PkInitiator.initial(alice, aliceSelf, BOB, pki, aliceCache, offer())).start());
    assertTrue(e.reason().contains("anchor"), e.reason());
  }

  @Test
  void withMoreCertificatesThanAreLookedAt() throws Exception {
    rogue.more =
        Collections.nCopies(
            9, new CertPayload(CertType.X509V3, Certificates.der(TestPki.certificate("carol"))));
    assertRefused(Failure.CERTIFICATE, rogue.message(now()));
  }

  @Test
  void withOctetsThatAreNoCertificate() throws Exception {
    for (CertPayload payload :
        List.of(
            new CertPayload(CertType.X509V3, Octets.ofHex("3000")),
            new CertPayload(new CertType(9), Octets.ofHex("3000")),
            new CertPayload(CertType.X509V3_URL, Octets.ofUtf8(" not a URL")))) {
      rogue.more = List.of(payload);
      assertRefused(Failure.CERTIFICATE, rogue.message(now()));
    }
  }

  @Test
  void signedByAnother() throws Exception {
    RoguePk carol = new RoguePk(IdPayload.nai("carol@example.com"), BOB, "carol");
    carol.envelopeKey = rogue.envelopeKey;
    MikeyMessage message = MikeyMessage.decode(carol.message(now()).toArray());
    List<Payload> payloads = new ArrayList<>(message.payloads());
    payloads.set(2, ALICE);
    payloads.set(
        3, new CertPayload(CertType.X509V3, Certificates.der(TestPki.certificate("alice"))));
    Octets forged = Octets.of(new MikeyMessage(message.header(), payloads).encode());
    ExchangeException e = assertRefused(Failure.AUTHENTICATION, forged);
    assertEquals("SIGN", e.payload());
    assertErrorMessage(ErrorNo.AUTH_FAILURE, false, e, forged);
  }

  @Test
  void signedInAWayThatIsNotAccepted() throws Exception {
    respondTrusting(pki.withSchemes(Set.of(SignatureScheme.PSS_SHA256)));
    assertRefused(Failure.AUTHENTICATION, initiator(offer()).start());
    aliceSelf = aliceSelf.withScheme(SignatureScheme.PSS_SHA256);
    exchange(offer());
  }

  /** Trap: some peers sign up to the SIGN payload only. */
  @Test
  void aSignatureWithoutItsHeaderNeedsALeniency() throws Exception {
    MikeyMessage message = MikeyMessage.decode(rogue.message(now()).toArray());
    List<Payload> payloads = new ArrayList<>(message.payloads());
    payloads.remove(payloads.size() - 1);
    Octets dialect =
        SignField.fill(
            message.header(),
            payloads,
            SignedBadInputContract.inSoftware(ALICE, "alice"),
            new MikeyProvider(),
            SignField.Coverage.UP_TO_SIGN);
    assertRefused(Failure.AUTHENTICATION, dialect);
    bob = bob.withLeniencies(Set.of(Leniency.SIGNATURE_WITHOUT_SIGN_HEADER));
    respondTrusting(pki);
    accept(dialect);
  }

  @Test
  void forAnIdentityThatIsNotHere() throws Exception {
    pki = pki.withDirectory(peer -> List.of(TestPki.certificate("carol")));
    IdPayload carol = IdPayload.nai("carol@example.com");
    Octets request =
        keep(PkInitiator.initial(alice, aliceSelf, carol, pki, aliceCache, offer())).start();
    ExchangeException e = assertRefused(Failure.IDENTITY, request);
    assertErrorMessage(ErrorNo.INVALID_ID, false, e, request);
  }

  // The envelope: whatever is wrong looks alike from outside, in content and in calls.

  @Test
  void nothingTellsABadEnvelopeFromABadMac() throws Exception {
    CallLog log = new CallLog(bed.provider());
    bob =
        new MikeyContext(
            log,
            new SecureRandom(),
            alice.timestamps(),
            bob.replayCache(),
            bob.bundles(),
            DecodeLimits.defaults(),
            Set.of());
    respondTrusting(pki);
    accept(rogue.message(now()));
    rogue.header = new CommonHeader(DataType.PK, true, PrfFunc.MIKEY_1, 6, rogue.header.csIdMap());

    rogue.wrongMac = true;
    Seen wrongMac = refusal(log);
    rogue.wrongMac = false;

    byte[] garbage = new byte[256];
    Arrays.fill(garbage, (byte) 0x5A);
    rogue.pke = Optional.of(Octets.of(garbage));
    assertEquals(wrongMac, refusal(log), "RSA gives no padding");
    rogue.pke = Optional.of(Octets.of(new byte[] {1, 2, 3}));
    assertEquals(wrongMac, refusal(log), "shorter than the modulus");
    rogue.pke = Optional.of(Octets.empty());
    assertEquals(wrongMac, refusal(log), "empty");
    for (int length : List.of(1, 15, 245)) {
      rogue.pke = Optional.of(RoguePk.encrypted(new byte[length]));
      assertEquals(wrongMac, refusal(log), "a key of " + length + " octets");
    }
    rogue.pke = Optional.of(RoguePk.encrypted(new byte[envelopeLength()]));
    assertEquals(wrongMac, refusal(log), "another key");
  }

  /** What anybody can see of a refusal. */
  private record Seen(
      Failure failure, String payload, String reason, int errorLength, List<String> calls) {}

  private Seen refusal(CallLog log) throws Exception {
    clock.move(Duration.ofMillis(10));
    Octets request = rogue.message(now());
    log.take();
    ExchangeException e = assertRefusedThoughAuthentic(Failure.AUTHENTICATION, request);
    List<String> calls = log.take();
    MikeyMessage error = assertErrorMessage(ErrorNo.AUTH_FAILURE, false, e, request);
    return new Seen(e.failure(), e.payload(), e.reason(), error.encode().length, calls);
  }

  /** No field tells the length of an envelope key; 16 octets is what other implementations make. */
  @ParameterizedTest
  @ValueSource(ints = {16, 20, 32})
  void withAnEnvelopeKeyOfAnotherLength(int length) throws Exception {
    rogue.envelopeKey = new byte[length];
    new SecureRandom().nextBytes(rogue.envelopeKey);
    if (length < bed.leastEnvelopeKey()) {
      assertRefusedThoughAuthentic(Failure.AUTHENTICATION, rogue.message(now()));
    } else {
      accept(rogue.message(now()));
    }
  }

  @Test
  void withAnotherIdentityInTheKeyData() throws Exception {
    rogue.claimed = IdPayload.uri("sip:carol@example.com");
    assertRefusedThoughAuthentic(Failure.AUTHENTICATION, rogue.message(now()));
    assertNextGoodOneWorks();
  }

  @Test
  void withAReservedCacheIndicator() throws Exception {
    rogue.cache = new CacheIndicator(3);
    assertEquals("PKE", assertRefused(Failure.PAYLOADS, rogue.message(now())).payload());
  }

  @Test
  void withoutKeys() throws Exception {
    rogue.keys = List.of();
    // A token that hands out handles only cannot tell key data without keys from any other fault.
    Failure failure = bed.probe() == KeyProbe.USE ? Failure.AUTHENTICATION : Failure.PAYLOADS;
    ExchangeException e = assertRefusedThoughAuthentic(failure, rogue.message(now()));
    assertTrue(e.errorMessage().isPresent());
    rogue.withKemac = false;
    assertRefused(Failure.PAYLOADS, rogue.message(now()));
  }

  @Test
  void withAShortRand() throws Exception {
    rogue.rand = Octets.of(new byte[15]);
    assertEquals("RAND", assertRefused(Failure.PAYLOADS, rogue.message(now())).payload());
  }

  @Test
  void withACsbIdInUse() throws Exception {
    accept(rogue.message(now()));
    clock.move(Duration.ofSeconds(1));
    Octets request = rogue.message(now());
    ExchangeException e = assertRefusedThoughAuthentic(Failure.MISMATCH, request);
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
  }

  @Test
  void withAPolicyThatIsNotSupported() throws Exception {
    rogue.more =
        List.of(
            new SecurityPolicyPayload(
                0, ProtType.SRTP, List.of(new PolicyParameter(0, Octets.ofHex("07")))));
    Octets request = rogue.message(now());
    ExchangeException e = assertRefusedThoughAuthentic(Failure.POLICY_PARAMETER, request);
    MikeyMessage error = assertErrorMessage(ErrorNo.INVALID_SPPAR, true, e, request);
    assertFalse(error.all(SecurityPolicyPayload.class).isEmpty(), "RFC 3830 5.1.1");
  }

  @Test
  void anAuthenticErrorEndsTheExchange() throws Exception {
    bob = context(ReplaySettings.DEFAULT, 1);
    respondTrusting(pki);
    exchange(offer());
    PkInitiator initiator = initiator(offer());
    ExchangeException full = assertRefusedThoughAuthentic(Failure.LIMIT, initiator.start());
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> initiator.receive(full.errorMessage().orElseThrow()));
    assertEquals(Failure.PEER_ERROR, e.failure());
    assertThrows(IllegalStateException.class, () -> initiator.receive(Octets.empty()));
  }

  /** RFC 3830 4.5: [KEMAC]; the envelope key then serves the V payload alone. */
  @Test
  void anUpdateMayHaveNoKemac() throws Exception {
    accept(rogue.message(now()));
    clock.move(Duration.ofSeconds(1));
    rogue.withRand = false;
    rogue.withKemac = false;
    Octets update = rogue.message(now());
    assertTrue(accept(update).response().isPresent());
  }

  /**
   * An update without a MAC would tell whether an envelope opens, whose ever it is: it is answered
   * all the same, with a key that nobody has.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void nothingTellsABadEnvelopeInAnUpdateWithoutKemac(int cache) throws Exception {
    accept(rogue.message(now()));
    rogue.withRand = false;
    rogue.withKemac = false;
    clock.move(Duration.ofSeconds(1));
    int answer = accept(rogue.message(now())).response().orElseThrow().length();
    rogue.cache = new CacheIndicator(cache);
    rogue.pke = Optional.of(Octets.of(new byte[256]));
    clock.move(Duration.ofSeconds(1));
    assertEquals(answer, accept(rogue.message(now())).response().orElseThrow().length());
    clock.move(Duration.ofSeconds(1));
    if (cache == 0) {
      accept(rogue.message(now()));
    } else {
      // It counts as cached: whether it is would tell, too.
      assertRefusedThoughAuthentic(Failure.MISMATCH, rogue.message(now()));
    }
  }

  @Test
  void moreWorkThanIsAllowedIsRefusedAtOnce() throws Exception {
    ExchangeLimits limits =
        new ExchangeLimits(new LimitSettings(1, Duration.ofSeconds(1), 1, 0, Duration.ZERO), clock);
    bob = bob.withExchangeLimits(limits);
    respondTrusting(pki);
    Octets request = initiator(offer()).start();
    limits.work(() -> assertRefusedInsideWork(request));
    accept(request);
  }

  private ExchangeException assertRefusedInsideWork(Octets request) {
    ExchangeException e = assertThrows(ExchangeException.class, () -> responder.receive(request));
    assertEquals(Failure.LIMIT, e.failure());
    return e;
  }
}
