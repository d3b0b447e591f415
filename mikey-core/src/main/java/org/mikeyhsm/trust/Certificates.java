package org.mikeyhsm.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.mikeyhsm.message.Octets;

/** X.509 certificates as octets. */
public final class Certificates {
  private Certificates() {}

  /**
   * Parses DER.
   *
   * @throws TrustException with {@link TrustException.Reason#MALFORMED} if it is no certificate
   */
  public static X509Certificate parse(Octets der) throws TrustException {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(der.toArray());
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw new TrustException(
            TrustException.Reason.MALFORMED, "there are octets behind the certificate");
      }
      return certificate;
    } catch (CertificateException e) {
      throw new TrustException(
          TrustException.Reason.MALFORMED, "the certificate is not DER of an X.509 certificate");
    }
  }

  /** The DER of a certificate. */
  public static Octets der(X509Certificate certificate) {
    try {
      return Octets.of(certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a certificate that cannot be encoded", e);
    }
  }
}
