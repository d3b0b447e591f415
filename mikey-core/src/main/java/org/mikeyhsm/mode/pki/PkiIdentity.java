package org.mikeyhsm.mode.pki;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CertType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.trust.Certificates;

/**
 * One identity of this side in the modes with certificates.
 *
 * @param id the identity, which the certificates prove
 * @param signing signs what this side sends
 * @param encryption opens what is sent to this side; may be the same
 * @param scheme how this side signs
 * @param sent the CERT payloads that this side sends
 */
public record PkiIdentity(
    IdPayload id,
    CertifiedKey signing,
    CertifiedKey encryption,
    SignatureScheme scheme,
    List<CertPayload> sent) {
  /** Copies the list. */
  public PkiIdentity {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(signing, "signing");
    Objects.requireNonNull(encryption, "encryption");
    Objects.requireNonNull(scheme, "scheme");
    sent = List.copyOf(sent);
  }

  /** One key for both uses; its chain is sent as X.509v3 (RFC 3830 Table 6.7.b). */
  public static PkiIdentity of(IdPayload id, CertifiedKey key) {
    return new PkiIdentity(
        id, key, key, SignatureScheme.PKCS1_SHA1, payloads(key, CertType.X509V3));
  }

  /** A key for each use; the certificates are sent as X.509v3 Sign and X.509v3 Encr. */
  public static PkiIdentity of(IdPayload id, CertifiedKey signing, CertifiedKey encryption) {
    List<CertPayload> sent = new ArrayList<>(payloads(signing, CertType.X509V3_SIGN));
    sent.addAll(payloads(encryption, CertType.X509V3_ENCR));
    return new PkiIdentity(id, signing, encryption, SignatureScheme.PKCS1_SHA1, sent);
  }

  private static List<CertPayload> payloads(CertifiedKey key, CertType leafType) {
    List<CertPayload> payloads = new ArrayList<>();
    for (X509Certificate certificate : key.chain()) {
      CertType type = payloads.isEmpty() ? leafType : CertType.X509V3;
      payloads.add(new CertPayload(type, Certificates.der(certificate)));
    }
    return payloads;
  }

  /** The same, signing in another way. */
  public PkiIdentity withScheme(SignatureScheme other) {
    return new PkiIdentity(id, signing, encryption, other, sent);
  }

  /** The same, sending the certificate's URL instead (RFC 4738 section 3.8). */
  public PkiIdentity withUrl(URI url) {
    CertPayload payload = new CertPayload(CertType.X509V3_URL, Octets.ofUtf8(url.toASCIIString()));
    return new PkiIdentity(id, signing, encryption, scheme, List.of(payload));
  }

  /** The same, sending no certificate: the peer has it from elsewhere. */
  public PkiIdentity withoutCertificates() {
    return new PkiIdentity(id, signing, encryption, scheme, List.of());
  }
}
