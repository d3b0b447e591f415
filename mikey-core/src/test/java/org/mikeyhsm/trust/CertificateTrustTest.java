package org.mikeyhsm.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.session.TestClock;

class CertificateTrustTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  private final TestClock clock = TestClock.ordinary();

  private CertificateTrust trust(TrustSettings settings) {
    return new CertificateTrust(settings, clock);
  }

  private TrustException.Reason refusal(
      TrustSettings settings, String name, CertificateUsage usage, IdPayload id) {
    TrustException e =
        assertThrows(
            TrustException.class,
            () -> trust(settings).check(TestPki.certificate(name), List.of(), usage, id));
    assertFalse(e.getMessage().isBlank());
    return e.reason();
  }

  @Test
  void acceptsAPathToAnAnchor() throws Exception {
    trust(TestPki.root())
        .check(TestPki.certificate("alice"), List.of(), CertificateUsage.SIGNATURE, ALICE);
    trust(TestPki.root())
        .check(
            TestPki.certificate("bob-sign"),
            List.of(TestPki.certificate("carol"), TestPki.certificate("sub")),
            CertificateUsage.SIGNATURE,
            BOB);
    trust(TestPki.root().withIntermediates(List.of(TestPki.certificate("sub"))))
        .check(TestPki.certificate("bob-encr"), List.of(), CertificateUsage.ENCRYPTION, BOB);
  }

  /** An authority whose key changes has two certificates of one name for a while. */
  @Test
  void ofIssuersOfOneNameTheOneWhoSignedIsTaken() throws Exception {
    trust(TestPki.root())
        .check(
            TestPki.certificate("bob-sign"),
            List.of(TestPki.certificate("sub-namesake"), TestPki.certificate("sub")),
            CertificateUsage.SIGNATURE,
            BOB);
    TrustException e =
        assertThrows(
            TrustException.class,
            () ->
                trust(TestPki.root())
                    .check(
                        TestPki.certificate("bob-sign"),
                        List.of(TestPki.certificate("sub-namesake")),
                        CertificateUsage.SIGNATURE,
                        BOB));
    assertEquals(TrustException.Reason.UNKNOWN_ISSUER, e.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "alice-expired,EXPIRED",
    "alice-future,NOT_YET_VALID",
    "alice-stranger,UNKNOWN_ISSUER",
    "alice-weak,WEAK",
    "alice-crl-only,WRONG_USAGE",
    "carol,WRONG_IDENTITY",
    "nameless,WRONG_IDENTITY",
    "bob-sign,UNKNOWN_ISSUER",
  })
  void saysWhyNot(String name, TrustException.Reason reason) {
    assertEquals(reason, refusal(TestPki.root(), name, CertificateUsage.SIGNATURE, ALICE));
  }

  @Test
  void aCertificateIsForItsUseOnly() {
    TrustSettings settings = TestPki.root().withIntermediates(List.of(TestPki.certificate("sub")));
    assertEquals(
        TrustException.Reason.WRONG_USAGE,
        refusal(settings, "bob-sign", CertificateUsage.ENCRYPTION, BOB));
    assertEquals(
        TrustException.Reason.WRONG_USAGE,
        refusal(settings, "bob-encr", CertificateUsage.SIGNATURE, BOB));
  }

  @Test
  void crlsTellWhatWasRevoked() throws Exception {
    TrustSettings settings = TestPki.root().withCrls(List.of(TestPki.crl()));
    assertEquals(
        TrustException.Reason.REVOKED,
        refusal(settings, "alice-revoked", CertificateUsage.SIGNATURE, ALICE));
    trust(settings)
        .check(TestPki.certificate("alice"), List.of(), CertificateUsage.SIGNATURE, ALICE);
    trust(TestPki.root())
        .check(TestPki.certificate("alice-revoked"), List.of(), CertificateUsage.SIGNATURE, ALICE);
  }

  @Test
  void whatNoCrlCoversIsRefused() {
    assertEquals(
        TrustException.Reason.REVOCATION_UNKNOWN,
        refusal(TestPki.root().withCrls(List.of()), "alice", CertificateUsage.SIGNATURE, ALICE));
  }

  /** The port is closed: no answer is a refusal, unless CRLs may help. */
  @Test
  void ocspThatDoesNotAnswer() throws Exception {
    Optional<URI> nobody = Optional.of(URI.create("http://127.0.0.1:9/"));
    assertEquals(
        TrustException.Reason.REVOCATION_UNKNOWN,
        refusal(
            TestPki.root().withRevocation(Revocation.OCSP, nobody),
            "alice",
            CertificateUsage.SIGNATURE,
            ALICE));
    trust(
            TestPki.root()
                .withCrls(List.of(TestPki.crl()))
                .withRevocation(Revocation.OCSP_THEN_CRL, nobody))
        .check(TestPki.certificate("alice"), List.of(), CertificateUsage.SIGNATURE, ALICE);
  }

  /** A path that was accepted is remembered only where nobody is asked about revocation. */
  @Test
  void revocationIsAskedAboutEachTime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer responder =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    responder.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    responder.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + responder.getAddress().getPort() + "/");
      CertificateTrust trust =
          trust(
              TestPki.root()
                  .withCrls(List.of(TestPki.crl()))
                  .withRevocation(Revocation.OCSP_THEN_CRL, Optional.of(uri)));
      trust.check(TestPki.certificate("alice"), List.of(), CertificateUsage.SIGNATURE, ALICE);
      int once = asked.get();
      assertTrue(once > 0);
      trust.check(TestPki.certificate("alice"), List.of(), CertificateUsage.SIGNATURE, ALICE);
      assertEquals(2 * once, asked.get());
    } finally {
      responder.stop(0);
    }
  }

  @Test
  void aPinnedCertificateIsOneIdentitysOnly() throws Exception {
    TrustSettings settings =
        TestPki.root().withPinned(Map.of(ALICE, Set.of(TestPki.certificate("alice-stranger"))));
    trust(settings)
        .check(TestPki.certificate("alice-stranger"), List.of(), CertificateUsage.SIGNATURE, ALICE);
    assertEquals(
        ALICE,
        trust(settings)
            .identify(
                TestPki.certificate("alice-stranger"), List.of(), CertificateUsage.SIGNATURE));
    assertEquals(
        TrustException.Reason.UNKNOWN_ISSUER,
        refusal(settings, "alice-stranger", CertificateUsage.SIGNATURE, BOB));
  }

  @Test
  void findsOutWhoseACertificateIs() throws Exception {
    assertEquals(
        BOB,
        trust(TestPki.root())
            .identify(TestPki.certificate("bob"), List.of(), CertificateUsage.SIGNATURE));
    TrustException e =
        assertThrows(
            TrustException.class,
            () ->
                trust(TestPki.root())
                    .identify(
                        TestPki.certificate("nameless"), List.of(), CertificateUsage.SIGNATURE));
    assertEquals(TrustException.Reason.WRONG_IDENTITY, e.reason());
  }

  @Test
  void identitiesAreUrisEmailAddressesAndPrincipalNames() {
    assertEquals(
        List.of(IdPayload.nai("carol@example.com"), IdPayload.uri("sip:carol@example.com")),
        CertificateIdentities.of(TestPki.certificate("carol")));
    assertEquals(
        List.of(IdPayload.nai("dave@example.com")),
        CertificateIdentities.of(TestPki.certificate("dave")));
    assertEquals(List.of(), CertificateIdentities.of(TestPki.certificate("nameless")));
  }

  @Test
  void octetsThatAreNoCertificate() {
    Octets der = Certificates.der(TestPki.certificate("alice"));
    for (Octets octets :
        List.of(
            Octets.empty(),
            Octets.ofHex("30"),
            der.slice(0, der.length() - 1),
            Octets.of(Arrays.copyOf(der.toArray(), der.length() + 1)))) {
      TrustException e = assertThrows(TrustException.class, () -> Certificates.parse(octets));
      assertEquals(TrustException.Reason.MALFORMED, e.reason());
    }
  }
}
