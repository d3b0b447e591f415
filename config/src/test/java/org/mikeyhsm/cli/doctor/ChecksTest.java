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

class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path directory;

  private Configuration configuration() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("mikey.yaml"),
            """
            identity: sip:alice@example.org
            token: { module: p11.so, label: alice, pin: { file: pin } }
            policy: { preset: any }
            certificate: alice.pem
            trust: [ca.pem]
            """);
    return ConfigLoader.load(file, Map.of(), Map.of());
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
        List.of("trusted certificate OK", "own certificate OK", "own certificate OK"), statuses());
    own(ca, Duration.ofDays(5));
    assertEquals(
        List.of("trusted certificate OK", "own certificate WARNING", "own certificate OK"),
        statuses());
    own(ca, Duration.ofDays(-5));
    assertEquals(
        List.of("trusted certificate OK", "own certificate PROBLEM", "own certificate PROBLEM"),
        statuses());
    own(new TestCertificates("CN=other"), Duration.ofDays(90));
    assertEquals(
        List.of("trusted certificate OK", "own certificate OK", "own certificate PROBLEM"),
        statuses());
    Files.delete(directory.resolve("ca.pem"));
    assertEquals(
        List.of("trusted certificate PROBLEM", "own certificate OK", "own certificate WARNING"),
        statuses());
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
