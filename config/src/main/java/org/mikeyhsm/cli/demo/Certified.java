package org.mikeyhsm.cli.demo;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.TrustSettings;

/**
 * What a party has for the modes with certificates.
 *
 * @param self its identity with its RSA key
 * @param pki whom it trusts, with the other's certificate
 */
public record Certified(PkiIdentity self, PkiTrust pki) {
  /** Refuses nulls. */
  public Certified {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(pki, "pki");
  }

  /** A party whose certificates, and the other's, are issued by one authority. */
  static Certified of(
      Transcript.Role role, CertifiedKey key, X509Certificate peer, X509Certificate authority) {
    Transcript.Role other =
        role == Transcript.Role.INITIATOR ? Transcript.Role.RESPONDER : Transcript.Role.INITIATOR;
    return new Certified(
        PkiIdentity.of(IdPayload.uri(role.identity()), key),
        PkiTrust.of(new CertificateTrust(TrustSettings.anchoredIn(authority), Clock.systemUTC()))
            .withDirectory(
                CertificateDirectory.of(Map.of(IdPayload.uri(other.identity()), List.of(peer)))));
  }
}
