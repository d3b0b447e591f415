package org.mikeyhsm.mode.pki;

import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.trust.CertificateFetcher;
import org.mikeyhsm.trust.CertificateTrust;

/**
 * How this side judges its peers.
 *
 * @param trust whose certificates are accepted
 * @param directory certificates that need not come with a message
 * @param fetcher fetches those that come by their URL
 * @param schemes the signatures that are accepted
 */
public record PkiTrust(
    CertificateTrust trust,
    CertificateDirectory directory,
    CertificateFetcher fetcher,
    Set<SignatureScheme> schemes) {
  /** Copies the set. */
  public PkiTrust {
    Objects.requireNonNull(trust, "trust");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(fetcher, "fetcher");
    schemes = Set.copyOf(schemes);
  }

  /** All signatures accepted, no directory, nothing fetched. */
  public static PkiTrust of(CertificateTrust trust) {
    return new PkiTrust(
        trust,
        CertificateDirectory.empty(),
        CertificateFetcher.off(),
        Set.of(SignatureScheme.values()));
  }

  /** The same with certificates from elsewhere. */
  public PkiTrust withDirectory(CertificateDirectory other) {
    return new PkiTrust(trust, other, fetcher, schemes);
  }

  /** The same with certificates fetched by their URL. */
  public PkiTrust withFetcher(CertificateFetcher other) {
    return new PkiTrust(trust, directory, other, schemes);
  }

  /** The same with other signatures accepted. */
  public PkiTrust withSchemes(Set<SignatureScheme> others) {
    return new PkiTrust(trust, directory, fetcher, others);
  }
}
