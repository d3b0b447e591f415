package org.mikeyhsm.trust;

import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.IdPayload;

/**
 * Whom to trust (RFC 3830 section 4.3.2).
 *
 * @param anchors the certification authorities at the top (trusted root)
 * @param intermediates certificates below them that peers may leave out
 * @param pinned certificates of peers who are trusted by themselves (peer-to-peer configuration)
 * @param revocation whether and how revocation is checked; not for pinned certificates
 * @param crls certificate revocation lists
 * @param ocspResponder where to ask; empty for the responder that a certificate names
 * @param minRsaBits the shortest RSA key of a peer
 */
public record TrustSettings(
    Set<X509Certificate> anchors,
    List<X509Certificate> intermediates,
    Map<IdPayload, Set<X509Certificate>> pinned,
    Revocation revocation,
    List<X509CRL> crls,
    Optional<URI> ocspResponder,
    int minRsaBits) {
  /** Copies the collections. */
  public TrustSettings {
    anchors = Set.copyOf(anchors);
    intermediates = List.copyOf(intermediates);
    pinned = Map.copyOf(pinned);
    crls = List.copyOf(crls);
    Objects.requireNonNull(revocation, "revocation");
    Objects.requireNonNull(ocspResponder, "ocspResponder");
  }

  /** Trusts who has a certificate below these anchors; revocation not checked, RSA of 2048 bits. */
  public static TrustSettings anchoredIn(X509Certificate... anchors) {
    return new TrustSettings(
        Set.of(anchors),
        List.of(),
        Map.of(),
        Revocation.NOT_CHECKED,
        List.of(),
        Optional.empty(),
        2048);
  }

  /** The same with certificates below the anchors that peers may leave out. */
  public TrustSettings withIntermediates(List<X509Certificate> others) {
    return new TrustSettings(anchors, others, pinned, revocation, crls, ocspResponder, minRsaBits);
  }

  /** The same with peers who are trusted by themselves. */
  public TrustSettings withPinned(Map<IdPayload, Set<X509Certificate>> others) {
    return new TrustSettings(
        anchors, intermediates, others, revocation, crls, ocspResponder, minRsaBits);
  }

  /** The same with revocation checked by CRLs. */
  public TrustSettings withCrls(List<X509CRL> others) {
    return new TrustSettings(
        anchors, intermediates, pinned, Revocation.CRL, others, ocspResponder, minRsaBits);
  }

  /** The same with revocation checked in another way. */
  public TrustSettings withRevocation(Revocation other, Optional<URI> responder) {
    return new TrustSettings(anchors, intermediates, pinned, other, crls, responder, minRsaBits);
  }
}
