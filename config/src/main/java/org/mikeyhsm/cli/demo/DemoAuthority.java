package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.mikeyhsm.cli.exchange.Certified;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.Certificates;
import org.mikeyhsm.trust.TrustSettings;

/** A certificate authority for one call, whose key is forgotten with it. Not thread-safe. */
final class DemoAuthority {
  private static final X500Name NAME = new X500Name("CN=mikey demo");
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final AlgorithmIdentifier SHA256_RSA =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);

  private final KeyPair keys;
  private final X509Certificate certificate;

  DemoAuthority() throws GeneralSecurityException {
    keys = rsa();
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    try {
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      certificate = issue(NAME, keys.getPublic(), extensions.generate());
    } catch (IOException e) {
      throw new GeneralSecurityException("a certificate cannot be encoded", e);
    }
  }

  /** An RSA key pair of 2048 bits in host memory. */
  static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /** Its own certificate. */
  X509Certificate certificate() {
    return certificate;
  }

  /** A certificate that signs and encrypts for the identity of a role (RFC 3830 section 4.3). */
  X509Certificate issue(Transcript.Role role, PublicKey key) throws GeneralSecurityException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    try {
      extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      extensions.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, role.identity())));
      return issue(new X500Name("CN=" + role.person()), key, extensions.generate());
    } catch (IOException e) {
      throw new GeneralSecurityException("a certificate cannot be encoded", e);
    }
  }

  /** A party with its key and certificate, and the other's certificate, both by one authority. */
  static Certified certified(
      Transcript.Role role, CertifiedKey key, X509Certificate peer, X509Certificate authority) {
    Transcript.Role other =
        role == Transcript.Role.INITIATOR ? Transcript.Role.RESPONDER : Transcript.Role.INITIATOR;
    return new Certified(
        PkiIdentity.of(IdPayload.uri(role.identity()), key),
        PkiTrust.of(new CertificateTrust(TrustSettings.anchoredIn(authority), Clock.systemUTC()))
            .withDirectory(
                CertificateDirectory.of(Map.of(IdPayload.uri(other.identity()), List.of(peer)))));
  }

  private static SubjectPublicKeyInfo info(PublicKey key) throws IOException {
    if (!(key instanceof RSAPublicKey rsa)) {
      throw new IllegalArgumentException("the demo has RSA keys");
    }
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        new org.bouncycastle.asn1.pkcs.RSAPublicKey(rsa.getModulus(), rsa.getPublicExponent()));
  }

  private X509Certificate issue(X500Name subject, PublicKey key, Extensions extensions)
      throws GeneralSecurityException, IOException {
    Instant now = Instant.now();
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(new BigInteger(64, new SecureRandom())));
    generator.setIssuer(NAME);
    generator.setSubject(subject);
    generator.setSignature(SHA256_RSA);
    generator.setStartDate(new Time(Date.from(now.minus(LIFETIME))));
    generator.setEndDate(new Time(Date.from(now.plus(LIFETIME))));
    generator.setSubjectPublicKeyInfo(info(key));
    generator.setExtensions(extensions);
    TBSCertificate tbs = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(tbs.getEncoded(ASN1Encoding.DER));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(tbs);
    parts.add(SHA256_RSA);
    parts.add(new DERBitString(signature.sign()));
    return Certificates.parse(Octets.of(new DERSequence(parts).getEncoded(ASN1Encoding.DER)));
  }
}
