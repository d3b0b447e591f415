package org.mikeyhsm.cli.doctor;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.config.Configuration;

/** Certificates of a configuration: whether they can be read, are valid, and are trusted. */
final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(30);

  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<TrustAnchor> anchors = new HashSet<>();

  private CertificateCheck(Instant now) {
    this.now = now;
  }

  static List<Finding> of(Configuration configuration, Instant now) {
    CertificateCheck check = new CertificateCheck(now);
    configuration
        .trust()
        .anchors()
        .forEach(
            file ->
                check
                    .read("trusted certificate", file)
                    .ifPresent(c -> check.anchors.add(new TrustAnchor(c, null))));
    configuration.certificate().ifPresent(file -> check.own("own certificate", file));
    configuration
        .peers()
        .forEach(
            peer ->
                peer.certificate()
                    .ifPresent(file -> check.own("certificate of " + peer.identity(), file)));
    return check.findings;
  }

  private void own(String name, Path file) {
    Optional<X509Certificate> certificate = read(name, file);
    if (certificate.isEmpty()) {
      return;
    }
    if (anchors.isEmpty()) {
      findings.add(
          Finding.warning(
              name, "nothing is trusted, so it is not checked", "List CAs under trust"));
      return;
    }
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      // The configuration names no place for revocation lists.
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate.get())),
              parameters);
      findings.add(Finding.ok(name, "issued by a trusted CA (revocation is not checked)"));
    } catch (GeneralSecurityException e) {
      findings.add(
          Finding.problem(
              name,
              "no trusted certificate vouches for it: " + e.getMessage(),
              "Look at trust, and at the certificate's issuer and dates"));
    }
  }

  private Optional<X509Certificate> read(String name, Path file) {
    try {
      X509Certificate certificate = KeyFiles.certificate(file);
      findings.add(dates(name, certificate, now));
      return Optional.of(certificate);
    } catch (KeyFileException e) {
      findings.add(Finding.problem(name, e.getMessage(), "Put a certificate there"));
      return Optional.empty();
    }
  }

  /** Judges the dates of a certificate. */
  static Finding dates(String name, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return Finding.problem(
          name, "it is not valid before " + from, "Look at the clock, or wait for that day");
    }
    if (now.isAfter(to)) {
      return Finding.problem(name, "it expired " + to, "Have it renewed");
    }
    if (now.plus(SOON).isAfter(to)) {
      return Finding.warning(name, "it expires " + to, "Have it renewed soon");
    }
    return Finding.ok(name, "valid until " + to);
  }
}
