package org.mikeyhsm.cli.doctor;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.cli.exchange.TrustFiles;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.CertificateUsage;
import org.mikeyhsm.trust.Revocation;
import org.mikeyhsm.trust.TrustException;

/**
 * Certificates of a configuration, judged as an exchange judges them: dates, issuer, revocation,
 * usage, identity.
 */
final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(30);

  private final Configuration configuration;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();
  private Optional<CertificateTrust> trust = Optional.empty();

  private CertificateCheck(Configuration configuration, Instant now) {
    this.configuration = configuration;
    this.now = now;
  }

  /** Everything that is in files. */
  static List<Finding> of(Configuration configuration, Instant now) {
    CertificateCheck check = new CertificateCheck(configuration, now);
    configuration.trust().anchors().forEach(check::anchor);
    configuration.trust().revocationLists().forEach(check::revocationList);
    check.readTrust();
    configuration
        .certificate()
        .ifPresent(
            file -> check.judge("own certificate", check.read("own certificate", file), true));
    configuration.peers().forEach(check::peer);
    check.revocation();
    return List.copyOf(check.findings);
  }

  /** This side's certificate from elsewhere. */
  static List<Finding> own(
      String name, List<X509Certificate> chain, Configuration configuration, Instant now) {
    CertificateCheck check = new CertificateCheck(configuration, now);
    check.readTrust();
    check.findings.add(dates(name, chain.get(0), now));
    check.judge(name, chain, true);
    return List.copyOf(check.findings);
  }

  private void readTrust() {
    try {
      trust = Optional.of(TrustFiles.read(configuration, Clock.fixed(now, ZoneOffset.UTC)).trust());
    } catch (KeyFileException e) {
      // The file has a finding of its own, or gets one where it is looked at.
      trust = Optional.empty();
    }
  }

  private void anchor(Path file) {
    List<X509Certificate> certificates = read("trusted certificate", file);
    for (X509Certificate certificate : certificates) {
      if (certificate.getBasicConstraints() < 0) {
        findings.add(
            Finding.warning(
                "trusted certificate",
                file + " is of no CA, so that nothing can be issued below it",
                "List CAs under trust; a peer's own certificate goes to its entry in peers"));
      }
    }
  }

  private void revocationList(Path file) {
    String name = "revocation list " + file.getFileName();
    try {
      for (X509CRL list : KeyFiles.revocationLists(file)) {
        Optional<Instant> next =
            Optional.ofNullable(list.getNextUpdate()).map(date -> date.toInstant());
        if (next.isPresent() && now.isAfter(next.get())) {
          findings.add(
              Finding.problem(name, "it was due to be replaced " + next.get(), "Fetch a new one"));
        } else {
          findings.add(
              Finding.ok(name, "good until " + next.map(Instant::toString).orElse("replaced")));
        }
      }
    } catch (KeyFileException e) {
      findings.add(Finding.problem(name, e.getMessage(), "Put a CRL there"));
    }
  }

  private void revocation() {
    boolean certificates =
        configuration.modes().stream().anyMatch(Mode::needsCertificate)
            || configuration.certificate().isPresent();
    if (certificates && configuration.trust().revocation() == Revocation.NOT_CHECKED) {
      findings.add(
          Finding.warning(
              "revocation",
              "it is not checked: a stolen key is trusted until its certificate expires",
              "Set revocation.check to crl, ocsp or ocsp-then-crl"));
    }
  }

  private void peer(PeerSettings peer) {
    String name = "certificate of " + peer.identity();
    peer.certificate()
        .ifPresent(
            file -> {
              List<X509Certificate> chain = read(name, file);
              if (!chain.isEmpty() && trust.isPresent()) {
                judge(name, chain, peer.identity(), usages());
              }
            });
  }

  private void judge(String name, List<X509Certificate> chain, boolean own) {
    if (chain.isEmpty() || trust.isEmpty()) {
      return;
    }
    if (own && configuration.trust().anchors().isEmpty()) {
      findings.add(
          Finding.warning(
              name,
              "without trust nothing vouches for it here; peers must know it by itself",
              "List CAs under trust"));
      return;
    }
    judge(name, chain, configuration.identity(), usages());
  }

  private void judge(
      String name, List<X509Certificate> chain, String identity, Set<CertificateUsage> usages) {
    try {
      for (CertificateUsage usage : usages) {
        trust
            .orElseThrow()
            .check(
                chain.get(0), chain.subList(1, chain.size()), usage, Identities.payload(identity));
      }
      findings.add(
          Finding.ok(
              name,
              (configuration.trust().anchors().isEmpty()
                      ? "trusted by itself"
                      : "issued by a trusted CA for " + identity)
                  + ", for "
                  + usages.stream().map(CertificateCheck::name).toList()));
    } catch (TrustException e) {
      findings.add(Finding.problem(name, e.getMessage(), nextStep(e.reason())));
    }
  }

  private static String name(CertificateUsage usage) {
    return usage == CertificateUsage.SIGNATURE ? "signatures" : "envelope keys";
  }

  private static String nextStep(TrustException.Reason reason) {
    return switch (reason) {
      case WRONG_IDENTITY ->
          "Have one issued with that identity; mikey keys request --identity asks for it";
      case WRONG_USAGE -> "Have one issued for that usage, of an RSA key";
      case EXPIRED, REVOKED -> "Have it renewed";
      default -> "Look at trust, and at the certificate's issuer and dates";
    };
  }

  /** What the modes in use do with certificates. */
  private Set<CertificateUsage> usages() {
    Set<CertificateUsage> usages = new LinkedHashSet<>(Set.of(CertificateUsage.SIGNATURE));
    if (configuration.modes().contains(Mode.PK) || configuration.modes().contains(Mode.RSA_R)) {
      usages.add(CertificateUsage.ENCRYPTION);
    }
    return usages;
  }

  private List<X509Certificate> read(String name, Path file) {
    try {
      List<X509Certificate> certificates = KeyFiles.certificates(file);
      certificates.forEach(one -> findings.add(dates(name, one, now)));
      return certificates;
    } catch (KeyFileException e) {
      findings.add(Finding.problem(name, e.getMessage(), "Put a certificate there"));
      return List.of();
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
