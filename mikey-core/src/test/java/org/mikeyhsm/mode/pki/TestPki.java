package org.mikeyhsm.mode.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.trust.Certificates;
import org.mikeyhsm.trust.TrustException;
import org.mikeyhsm.trust.TrustSettings;

/** The certificates and keys that make.sh in the resources of this directory's name made. */
public final class TestPki {
  private TestPki() {}

  /** A certificate. */
  public static X509Certificate certificate(String name) {
    try {
      return Certificates.parse(Octets.of(read(name + ".cer")));
    } catch (TrustException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The private key of a certificate, in host memory. */
  public static RSAPrivateCrtKey privateKey(String name) {
    try {
      return (RSAPrivateCrtKey)
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(name)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A private key as PKCS #8, for a provider that has to import it. */
  public static byte[] pkcs8(String name) {
    return read(name + ".key");
  }

  /** The CRL of the root. */
  public static X509CRL crl() throws GeneralSecurityException {
    return (X509CRL)
        CertificateFactory.getInstance("X.509")
            .generateCRL(new ByteArrayInputStream(read("root.crl")));
  }

  /** Trust in the root. */
  public static TrustSettings root() {
    return TrustSettings.anchoredIn(certificate("root"));
  }

  private static byte[] read(String name) {
    try (InputStream in = TestPki.class.getResourceAsStream("/org/mikeyhsm/pki/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
