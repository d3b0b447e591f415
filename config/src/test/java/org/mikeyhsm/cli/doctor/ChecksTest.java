package org.mikeyhsm.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.cli.keys.TestCertificates;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.mode.pki.TestPki;

class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path directory;

  private Configuration configuration() throws Exception {
    return ConfigLoader.load(written(), Map.of(), Map.of());
  }

  private Configuration load(String text) throws Exception {
    return ConfigLoader.load(
        Files.writeString(directory.resolve("other.yaml"), text), Map.of(), Map.of());
  }

  private Path written() throws Exception {
    return Files.writeString(
        directory.resolve("mikey.yaml"),
        """
            identity: sip:alice@example.org
            token: { module: p11.so, label: alice, pin: { file: pin } }
            policy: { preset: any }
            certificate: alice.pem
            trust: [ca.pem]
            """);
  }

  private List<String> statuses() throws Exception {
    return CertificateCheck.of(configuration(), NOW).stream()
        .map(finding -> finding.name() + " " + finding.status())
        .toList();
  }

  private void own(TestCertificates issuer, Duration left) throws Exception {
    issuer.issue(
        directory.resolve("alice.pem"),
        "CN=alice",
        TestCertificates.rsa(2048).getPublic().getEncoded(),
        NOW.minus(Duration.ofDays(100)),
        NOW.plus(left));
  }

  @Test
  void certificatesAreHeldAgainstDatesAndTrust() throws Exception {
    TestCertificates ca = new TestCertificates("CN=ca");
    ca.own(directory.resolve("ca.pem"), NOW.minusSeconds(9), NOW.plus(Duration.ofDays(900)));
    own(ca, Duration.ofDays(90));
    assertEquals(
        List.of(
            "trusted certificate OK",
            "own certificate OK",
            "own certificate OK",
            "revocation WARNING"),
        statuses());
    own(ca, Duration.ofDays(5));
    assertEquals(
        List.of(
            "trusted certificate OK",
            "own certificate WARNING",
            "own certificate OK",
            "revocation WARNING"),
        statuses());
    own(ca, Duration.ofDays(-5));
    assertEquals(
        List.of(
            "trusted certificate OK",
            "own certificate PROBLEM",
            "own certificate PROBLEM",
            "revocation WARNING"),
        statuses());
    own(new TestCertificates("CN=other"), Duration.ofDays(90));
    assertEquals(
        List.of(
            "trusted certificate OK",
            "own certificate OK",
            "own certificate PROBLEM",
            "revocation WARNING"),
        statuses());
    Files.delete(directory.resolve("ca.pem"));
    assertEquals(
        List.of("trusted certificate PROBLEM", "own certificate OK", "revocation WARNING"),
        statuses());
  }

  @Test
  void anotherIdentityAndAnotherUsageAreTold() throws Exception {
    TestCertificates ca = new TestCertificates("CN=ca");
    ca.own(directory.resolve("ca.pem"), NOW.minusSeconds(9), NOW.plus(Duration.ofDays(900)));
    ca.issue(
        directory.resolve("alice.pem"),
        "CN=mallory",
        TestCertificates.rsa(2048).getPublic().getEncoded(),
        NOW.minusSeconds(9),
        NOW.plus(Duration.ofDays(90)));
    Finding finding = CertificateCheck.of(configuration(), NOW).get(2);
    assertEquals(Finding.Status.PROBLEM, finding.status());
    assertTrue(finding.detail().contains("sip:alice@example.org"), finding.detail());
    assertTrue(finding.nextStep().contains("--identity"), finding.nextStep());
  }

  @Test
  void revocationListsAreReadAndTheirDatesToldAndWhatTheyRevokeRefused() throws Exception {
    Files.write(directory.resolve("ca.pem"), TestPki.certificate("root").getEncoded());
    Files.write(directory.resolve("root.crl"), TestPki.crl().getEncoded());
    Files.write(directory.resolve("alice.pem"), TestPki.certificate("alice-revoked").getEncoded());
    String text =
        Files.readString(written())
            .replace("sip:alice@example.org", "sip:alice@example.com")
            .concat("revocation: { check: crl, lists: [root.crl] }\n");
    List<Finding> findings = CertificateCheck.of(load(text), NOW);
    assertTrue(
        findings.stream()
            .anyMatch(
                f ->
                    f.name().equals("revocation list root.crl") && f.status() == Finding.Status.OK),
        findings.toString());
    assertTrue(
        findings.stream()
            .anyMatch(
                f ->
                    f.name().equals("own certificate")
                        && f.status() == Finding.Status.PROBLEM
                        && f.detail().contains("revoked")),
        findings.toString());
    Instant late = Instant.parse("2056-06-01T00:00:00Z");
    assertTrue(
        CertificateCheck.of(load(text), late).stream()
            .anyMatch(
                f ->
                    f.name().startsWith("revocation list") && f.status() == Finding.Status.PROBLEM),
        "it is old by then");
  }

  @Test
  void anImpossibleTimeIsAProblemAndAnUnkeptClockAWarning() throws Exception {
    Path sign = Files.createFile(directory.resolve("synchronized"));
    Duration skew = Duration.ofMinutes(5);
    assertEquals(Finding.Status.OK, ClockCheck.of(NOW, skew, List.of(sign)).status());
    assertEquals(Finding.Status.WARNING, ClockCheck.of(NOW, skew, List.of()).status());
    Finding past = ClockCheck.of(Instant.EPOCH, skew, List.of(sign));
    assertEquals(Finding.Status.PROBLEM, past.status());
    assertTrue(past.detail().contains("1970"), past.detail());
  }
}
