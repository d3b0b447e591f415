package org.mikeyhsm.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.IdPayload;

/**
 * Decides whether a certificate is accepted: a path to a trust anchor that the JDK's PKIX validator
 * takes (RFC 5280 section 6), or the certificate pinned; the usage; and the identity.
 *
 * <p>A path that was accepted is not validated again for five minutes, unless revocation is
 * checked; time, usage and identity are checked each time.
 *
 * <p>Thread-safe.
 */
public final class CertificateTrust {
  /** The longest path, anchor not included. */
  private static final int MAX_PATH = 8;

  private final TrustSettings settings;
  private final Clock clock;
  private final AcceptedPaths accepted;

  /**
   * Trust by these settings.
   *
   * @param clock the wall clock, in UTC
   */
  public CertificateTrust(TrustSettings settings, Clock clock) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.accepted = new AcceptedPaths(clock);
  }

  /**
   * Checks a peer's certificate and that it is the identity's.
   *
   * @param certificate the peer's
   * @param others certificates that may stand between it and an anchor, in any order
   * @throws TrustException if it is not accepted
   */
  public void check(
      X509Certificate certificate,
      Collection<X509Certificate> others,
      CertificateUsage usage,
      IdPayload identity)
      throws TrustException {
    checkKey(certificate, usage);
    if (settings.pinned().getOrDefault(identity, Set.of()).contains(certificate)) {
      checkValidity(certificate);
      return;
    }
    checkPath(certificate, others);
    if (!CertificateIdentities.of(certificate).contains(identity)) {
      throw new TrustException(
          TrustException.Reason.WRONG_IDENTITY,
          "the certificate is not that of "
              + identity.data().toUtf8()
              + ": its subjectAltName has to have this URI or e-mail address");
    }
  }

  /**
   * Checks a peer's certificate and finds out whose it is: the identity it is pinned to, or its
   * first one.
   *
   * @param certificate the peer's
   * @param others certificates that may stand between it and an anchor, in any order
   * @throws TrustException if it is not accepted, or names nobody
   */
  public IdPayload identify(
      X509Certificate certificate, Collection<X509Certificate> others, CertificateUsage usage)
      throws TrustException {
    Optional<IdPayload> pinned =
        settings.pinned().entrySet().stream()
            .filter(entry -> entry.getValue().contains(certificate))
            .map(Map.Entry::getKey)
            .findFirst();
    Optional<IdPayload> identity =
        pinned.or(() -> CertificateIdentities.of(certificate).stream().findFirst());
    if (identity.isEmpty()) {
      throw new TrustException(
          TrustException.Reason.WRONG_IDENTITY,
          "the certificate has no subjectAltName with a URI or an e-mail address");
    }
    check(certificate, others, usage, identity.get());
    return identity.get();
  }

  private void checkKey(X509Certificate certificate, CertificateUsage usage) throws TrustException {
    if (!(certificate.getPublicKey() instanceof RSAPublicKey key)) {
      throw new TrustException(
          TrustException.Reason.WRONG_USAGE, "the certificate has no RSA key (RFC 3830 4.2.6)");
    }
    if (key.getModulus().bitLength() < settings.minRsaBits()) {
      throw new TrustException(
          TrustException.Reason.WEAK,
          "the certificate's RSA key has "
              + key.getModulus().bitLength()
              + " bits, at least "
              + settings.minRsaBits()
              + " are wanted");
    }
    if (!usage.isAllowedBy(certificate.getKeyUsage())) {
      throw new TrustException(
          TrustException.Reason.WRONG_USAGE,
          "the certificate's KeyUsage has no " + usage.bitName());
    }
  }

  private void checkValidity(X509Certificate certificate) throws TrustException {
    Date now = Date.from(clock.instant());
    if (now.after(certificate.getNotAfter())) {
      throw new TrustException(
          TrustException.Reason.EXPIRED,
          "the certificate expired on " + certificate.getNotAfter().toInstant());
    }
    if (now.before(certificate.getNotBefore())) {
      throw new TrustException(
          TrustException.Reason.NOT_YET_VALID,
          "the certificate is valid from "
              + certificate.getNotBefore().toInstant()
              + " only; are both clocks right?");
    }
  }

  private void checkPath(X509Certificate certificate, Collection<X509Certificate> others)
      throws TrustException {
    checkValidity(certificate);
    AcceptedPaths.Path path = new AcceptedPaths.Path(certificate, List.copyOf(others));
    if (accepted.isRemembered(path)) {
      return;
    }
    List<X509Certificate> found = path(certificate, others);
    validate(found);
    if (isRememberable()) {
      accepted.remember(path, found);
    }
  }

  /** What says whether a certificate was revoked is asked each time. */
  private boolean isRememberable() {
    return settings.revocation() == Revocation.NOT_CHECKED;
  }

  private void validate(List<X509Certificate> path) throws TrustException {
    try {
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters());
    } catch (CertPathValidatorException e) {
      throw refusal(e);
    } catch (GeneralSecurityException e) {
      throw new TrustException(
          TrustException.Reason.INVALID, "the certificate path is not valid: " + e.getMessage());
    }
  }

  /** The certificate and those above it, up to but not including an anchor. */
  private List<X509Certificate> path(
      X509Certificate certificate, Collection<X509Certificate> others) throws TrustException {
    List<X509Certificate> known = new ArrayList<>(others);
    known.addAll(settings.intermediates());
    List<X509Certificate> path = new ArrayList<>(List.of(certificate));
    X509Certificate top = certificate;
    while (!isBelowAnchor(top)) {
      X509Certificate below = top;
      Optional<X509Certificate> next =
          known.stream()
              .filter(other -> !path.contains(other) && isIssuedBy(below, other))
              .findFirst();
      if (next.isEmpty() || path.size() == MAX_PATH) {
        throw new TrustException(
            TrustException.Reason.UNKNOWN_ISSUER,
            "no trust anchor stands behind issuer "
                + below.getIssuerX500Principal().getName()
                + ": add it to the anchors, or a certificate that leads to one");
      }
      top = next.get();
      path.add(top);
    }
    return path;
  }

  private boolean isBelowAnchor(X509Certificate certificate) {
    return settings.anchors().stream().anyMatch(anchor -> isIssuedBy(certificate, anchor));
  }

  /** The name alone is not enough: an authority that changes its key has it twice. */
  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private PKIXParameters parameters() throws GeneralSecurityException {
    Set<TrustAnchor> anchors = new HashSet<>();
    settings.anchors().forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setDate(Date.from(clock.instant()));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(settings.crls())));
    parameters.setRevocationEnabled(false);
    if (settings.revocation() != Revocation.NOT_CHECKED) {
      parameters.addCertPathChecker(revocationChecker());
    }
    return parameters;
  }

  private PKIXRevocationChecker revocationChecker() throws GeneralSecurityException {
    PKIXRevocationChecker checker =
        (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
    Set<PKIXRevocationChecker.Option> options = EnumSet.noneOf(PKIXRevocationChecker.Option.class);
    if (settings.revocation() == Revocation.CRL) {
      options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
    }
    if (settings.revocation() != Revocation.OCSP_THEN_CRL) {
      options.add(PKIXRevocationChecker.Option.NO_FALLBACK);
    }
    checker.setOptions(options);
    settings.ocspResponder().ifPresent(checker::setOcspResponder);
    return checker;
  }

  private static TrustException refusal(CertPathValidatorException e) {
    CertPathValidatorException.Reason found = e.getReason();
    TrustException.Reason reason = TrustException.Reason.INVALID;
    if (found instanceof CertPathValidatorException.BasicReason basic) {
      reason =
          switch (basic) {
            case EXPIRED -> TrustException.Reason.EXPIRED;
            case NOT_YET_VALID -> TrustException.Reason.NOT_YET_VALID;
            case REVOKED -> TrustException.Reason.REVOKED;
            case UNDETERMINED_REVOCATION_STATUS -> TrustException.Reason.REVOCATION_UNKNOWN;
            case ALGORITHM_CONSTRAINED -> TrustException.Reason.WEAK;
            case INVALID_SIGNATURE -> TrustException.Reason.UNKNOWN_ISSUER;
            default -> TrustException.Reason.INVALID;
          };
    } else if (found == PKIXReason.NO_TRUST_ANCHOR) {
      reason = TrustException.Reason.UNKNOWN_ISSUER;
    }
    return new TrustException(
        reason, "certificate " + e.getIndex() + " of the path is not accepted: " + e.getMessage());
  }
}
