package org.mikeyhsm.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.session.TestClock;

class AcceptedPathsTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  private final X509Certificate certificate = TestPki.certificate("alice");
  private final AcceptedPaths.Path path = new AcceptedPaths.Path(certificate, List.of());
  private final TestClock clock = TestClock.ordinary();

  @Test
  void aPathIsRememberedForFiveMinutes() {
    AcceptedPaths paths = new AcceptedPaths(clock);
    assertFalse(paths.isRemembered(path));
    paths.remember(path, List.of(certificate));
    assertTrue(paths.isRemembered(path));
    assertFalse(
        paths.isRemembered(
            new AcceptedPaths.Path(certificate, List.of(TestPki.certificate("sub")))));
    assertFalse(
        paths.isRemembered(new AcceptedPaths.Path(TestPki.certificate("carol"), List.of())));
    clock.move(Duration.ofMinutes(5));
    assertTrue(paths.isRemembered(path));
    clock.move(Duration.ofMillis(1));
    assertFalse(paths.isRemembered(path));
  }

  @Test
  void aClockThatWasSetBackKnowsNothing() {
    AcceptedPaths paths = new AcceptedPaths(clock);
    paths.remember(path, List.of(certificate));
    clock.move(Duration.ofSeconds(-1));
    assertFalse(paths.isRemembered(path));
  }

  @Test
  void noLongerThanAnyCertificateOfThePath() {
    Instant end = certificate.getNotAfter().toInstant();
    TestClock late = TestClock.ordinary();
    late.move(Duration.between(late.instant(), end.minusSeconds(10)));
    AcceptedPaths paths = new AcceptedPaths(late);
    paths.remember(
        new AcceptedPaths.Path(TestPki.certificate("carol"), List.of()),
        List.of(TestPki.certificate("carol"), certificate));
    late.move(Duration.ofSeconds(11));
    assertFalse(
        paths.isRemembered(new AcceptedPaths.Path(TestPki.certificate("carol"), List.of())));
  }

  /** What is not the path's is looked at each time. */
  @Test
  void usageIdentityAndTimeAreCheckedAllTheSame() throws Exception {
    CertificateTrust trust = new CertificateTrust(TestPki.root(), clock);
    trust.check(certificate, List.of(), CertificateUsage.SIGNATURE, ALICE);
    trust.check(certificate, List.of(), CertificateUsage.SIGNATURE, ALICE);
    assertEquals(
        TrustException.Reason.WRONG_IDENTITY,
        reason(() -> trust.check(certificate, List.of(), CertificateUsage.SIGNATURE, BOB)));
    CertificateTrust signing =
        new CertificateTrust(
            TestPki.root().withIntermediates(List.of(TestPki.certificate("sub"))), clock);
    X509Certificate signs = TestPki.certificate("bob-sign");
    signing.check(signs, List.of(), CertificateUsage.SIGNATURE, BOB);
    assertEquals(
        TrustException.Reason.WRONG_USAGE,
        reason(() -> signing.check(signs, List.of(), CertificateUsage.ENCRYPTION, BOB)));
    TestClock ending = TestClock.ordinary();
    ending.move(Duration.between(ending.instant(), certificate.getNotAfter().toInstant()));
    CertificateTrust late = new CertificateTrust(TestPki.root(), ending);
    late.check(certificate, List.of(), CertificateUsage.SIGNATURE, ALICE);
    ending.move(Duration.ofSeconds(1));
    assertEquals(
        TrustException.Reason.EXPIRED,
        reason(() -> late.check(certificate, List.of(), CertificateUsage.SIGNATURE, ALICE)));
  }

  private static TrustException.Reason reason(Executable check) {
    return assertThrows(TrustException.class, check).reason();
  }
}
