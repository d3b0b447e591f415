package org.mikeyhsm.cli.exchange;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.TrustPolicy;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.trust.CertificateFetcher;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.HttpCertificateFetcher;
import org.mikeyhsm.trust.HttpFetchSettings;
import org.mikeyhsm.trust.TrustSettings;

/**
 * Whom a configuration trusts. With {@code trust}, a peer's certificate must lead to one of those;
 * without, the certificates of the peers are trusted by themselves (RFC 3830 section 4.3.2).
 */
public final class TrustFiles {
  private TrustFiles() {}

  /**
   * Reads the files.
   *
   * @throws KeyFileException if one is not what it must be
   */
  public static PkiTrust read(Configuration configuration, Clock clock) throws KeyFileException {
    Map<IdPayload, List<X509Certificate>> known = new HashMap<>();
    for (PeerSettings peer : configuration.peers()) {
      if (peer.certificate().isPresent()) {
        known.put(
            Identities.payload(peer.identity()), KeyFiles.certificates(peer.certificate().get()));
      }
    }
    TrustPolicy policy = configuration.trust();
    CertificateFetcher fetcher =
        policy.certificateHosts().isEmpty()
            ? CertificateFetcher.off()
            : new HttpCertificateFetcher(
                HttpFetchSettings.of(Set.copyOf(policy.certificateHosts())), clock);
    return PkiTrust.of(new CertificateTrust(settings(configuration, known), clock))
        .withDirectory(CertificateDirectory.of(known))
        .withFetcher(fetcher);
  }

  private static TrustSettings settings(
      Configuration configuration, Map<IdPayload, List<X509Certificate>> known)
      throws KeyFileException {
    TrustPolicy policy = configuration.trust();
    List<X509Certificate> anchors = new ArrayList<>();
    for (Path file : policy.anchors()) {
      anchors.addAll(KeyFiles.certificates(file));
    }
    List<X509CRL> lists = new ArrayList<>();
    for (Path file : policy.revocationLists()) {
      lists.addAll(KeyFiles.revocationLists(file));
    }
    Map<IdPayload, Set<X509Certificate>> pinned = new HashMap<>();
    if (anchors.isEmpty()) {
      known.forEach((peer, chain) -> pinned.put(peer, new HashSet<>(Set.of(chain.get(0)))));
      for (PeerSettings peer : configuration.peers()) {
        for (Path file : peer.formerCertificates()) {
          pinned
              .computeIfAbsent(Identities.payload(peer.identity()), any -> new HashSet<>())
              .add(KeyFiles.certificates(file).get(0));
        }
      }
    }
    return TrustSettings.anchoredIn(anchors.toArray(X509Certificate[]::new))
        .withPinned(pinned)
        .withCrls(lists)
        .withRevocation(policy.revocation(), policy.ocspResponder());
  }
}
