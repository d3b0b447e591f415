package org.mikeyhsm.mode.exchange;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CertType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.trust.CertificateUsage;
import org.mikeyhsm.trust.Certificates;
import org.mikeyhsm.trust.TrustException;

/** Finds and checks the certificates of a peer (RFC 3830 section 4.3, RFC 4738 section 3.8). */
public final class PeerCertificates {
  /** More certificates than this in one message are refused. */
  private static final int MAX_CERTIFICATES = 8;

  private final PkiTrust pki;

  /** By this trust. */
  public PeerCertificates(PkiTrust pki) {
    this.pki = pki;
  }

  /** Certificates sorted by what they are for. */
  private static final class Sorted {
    private final List<X509Certificate> all = new ArrayList<>();
    private Optional<X509Certificate> signing = Optional.empty();
    private Optional<X509Certificate> encryption = Optional.empty();

    /** The first for a use is the peer's own; a chain follows its certificate. */
    void add(X509Certificate certificate, boolean signs, boolean encrypts) {
      all.add(certificate);
      if (signs && signing.isEmpty()) {
        signing = Optional.of(certificate);
      }
      if (encrypts && encryption.isEmpty()) {
        encryption = Optional.of(certificate);
      }
    }
  }

  /**
   * The peer who sent a message.
   *
   * @param claimed the identity in its ID payload
   * @param payloads its CERT payloads; if there are none, the directory has to know it
   * @param encryption whether its certificate for encryption is needed, too
   * @throws ExchangeException with {@link Failure#CERTIFICATE} if it is not accepted
   */
  public Peer sender(
      DecodedMessage decoded,
      Optional<IdPayload> claimed,
      List<CertPayload> payloads,
      boolean encryption)
      throws ExchangeException {
    int offset = payloads.isEmpty() ? decoded.octets().length() : decoded.offsetOf(payloads.get(0));
    try {
      Sorted sorted = payloads.isEmpty() ? known(claimed) : received(payloads);
      X509Certificate signing =
          sorted.signing.orElseThrow(() -> missing("there is no certificate for signatures"));
      IdPayload identity;
      if (claimed.isPresent()) {
        identity = claimed.get();
        pki.trust().check(signing, sorted.all, CertificateUsage.SIGNATURE, identity);
      } else {
        identity = pki.trust().identify(signing, sorted.all, CertificateUsage.SIGNATURE);
      }
      return new Peer(
          identity,
          signing,
          encryption ? Optional.of(encryption(sorted, identity)) : Optional.empty());
    } catch (TrustException e) {
      throw new ExchangeException(Failure.CERTIFICATE, "CERT", offset, e.getMessage());
    }
  }

  /**
   * The certificate with which a peer of the directory is sent an envelope key.
   *
   * @throws TrustException if there is none, or it is not accepted
   */
  public X509Certificate recipient(IdPayload identity) throws TrustException {
    return encryption(known(Optional.of(identity)), identity);
  }

  private X509Certificate encryption(Sorted sorted, IdPayload identity) throws TrustException {
    X509Certificate certificate =
        sorted.encryption.orElseThrow(() -> missing("there is no certificate for encryption"));
    pki.trust().check(certificate, sorted.all, CertificateUsage.ENCRYPTION, identity);
    return certificate;
  }

  private Sorted received(List<CertPayload> payloads) throws TrustException {
    if (payloads.size() > MAX_CERTIFICATES) {
      throw new TrustException(
          TrustException.Reason.INVALID,
          "there are more certificates than the " + MAX_CERTIFICATES + " that are looked at");
    }
    Sorted sorted = new Sorted();
    for (CertPayload payload : payloads) {
      CertType type = payload.certType();
      boolean both = type.equals(CertType.X509V3) || type.equals(CertType.X509V3_URL);
      boolean signs = both || type.equals(CertType.X509V3_SIGN);
      boolean encrypts = both || type.equals(CertType.X509V3_ENCR);
      if (!signs && !encrypts) {
        throw new TrustException(
            TrustException.Reason.MALFORMED, "Cert type " + type.value() + " is not supported");
      }
      X509Certificate certificate =
          type.equals(CertType.X509V3_URL)
              ? fetched(payload.data().toUtf8())
              : Certificates.parse(payload.data());
      // Of a chain, what stands above a certificate of a use is no certificate of the peer.
      boolean authority = certificate.getBasicConstraints() >= 0;
      sorted.add(certificate, signs && !authority, encrypts && !authority);
    }
    return sorted;
  }

  private X509Certificate fetched(String url) throws TrustException {
    try {
      return pki.fetcher().fetch(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new TrustException(
          TrustException.Reason.MALFORMED, "the certificate's URL is not a URL");
    }
  }

  private Sorted known(Optional<IdPayload> claimed) throws TrustException {
    IdPayload identity =
        claimed.orElseThrow(() -> missing("the message has neither a certificate nor an identity"));
    Sorted sorted = new Sorted();
    for (X509Certificate certificate : pki.directory().find(identity)) {
      boolean authority = certificate.getBasicConstraints() >= 0;
      boolean[] usage = certificate.getKeyUsage();
      sorted.add(
          certificate,
          !authority && (usage == null || usage[0]),
          !authority && (usage == null || usage[2]));
    }
    if (sorted.all.isEmpty()) {
      throw missing(
          "no certificate of "
              + identity.data().toUtf8()
              + " is known, and the message has none: send it, or add it to the directory");
    }
    return sorted;
  }

  private static TrustException missing(String message) {
    return new TrustException(TrustException.Reason.MISSING, message);
  }
}
