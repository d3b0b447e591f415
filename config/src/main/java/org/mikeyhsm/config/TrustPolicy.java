package org.mikeyhsm.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.trust.Revocation;

/**
 * Whose certificates are trusted.
 *
 * @param anchors the files of the certificates that are trusted
 * @param revocation whether and how revocation is checked
 * @param revocationLists the files of CRLs
 * @param ocspResponder where to ask; empty for the responder that a certificate names
 * @param certificateHosts from where certificates that come by URL may be fetched; none: nothing is
 */
public record TrustPolicy(
    List<Path> anchors,
    Revocation revocation,
    List<Path> revocationLists,
    Optional<URI> ocspResponder,
    List<String> certificateHosts) {
  /** Copies the lists. */
  public TrustPolicy {
    anchors = List.copyOf(anchors);
    Objects.requireNonNull(revocation, "revocation");
    revocationLists = List.copyOf(revocationLists);
    Objects.requireNonNull(ocspResponder, "ocspResponder");
    certificateHosts = List.copyOf(certificateHosts);
  }
}
