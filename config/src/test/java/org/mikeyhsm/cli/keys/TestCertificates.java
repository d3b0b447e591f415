package org.mikeyhsm.cli.keys;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
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
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/** A CA of tests. */
public final class TestCertificates {
  private static final AlgorithmIdentifier SHA256_RSA =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);

  private final KeyPair keys;
  private final X500Name name;

  public TestCertificates(String name) throws Exception {
    this.keys = rsa(2048);
    this.name = new X500Name(name);
  }

  public static KeyPair rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  public Path own(Path file, Instant from, Instant to) throws Exception {
    return issue(file, name, keys.getPublic().getEncoded(), from, to, true);
  }

  public Path issue(Path file, String subject, byte[] info, Instant from, Instant to)
      throws Exception {
    return issue(file, new X500Name(subject), info, from, to, true);
  }

  /** Without a subjectAltName. */
  public Path issueNameless(Path file, byte[] info, Instant from, Instant to) throws Exception {
    return issue(file, new X500Name("CN=nameless"), info, from, to, false);
  }

  private Path issue(
      Path file, X500Name subject, byte[] info, Instant from, Instant to, boolean named)
      throws Exception {
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.TEN));
    generator.setIssuer(name);
    generator.setSubject(subject);
    generator.setSignature(SHA256_RSA);
    generator.setStartDate(new Time(Date.from(from)));
    generator.setEndDate(new Time(Date.from(to)));
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(info));
    Extension constraints =
        new Extension(
            Extension.basicConstraints,
            true,
            new BasicConstraints(subject.equals(name)).getEncoded());
    Extension names =
        new Extension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                    new GeneralName(
                        GeneralName.uniformResourceIdentifier,
                        "sip:" + subject.toString().replaceFirst("CN=", "") + "@example.org"))
                .getEncoded());
    generator.setExtensions(
        new Extensions(
            named ? new Extension[] {constraints, names} : new Extension[] {constraints}));
    TBSCertificate tbs = generator.generateTBSCertificate();
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(tbs);
    parts.add(SHA256_RSA);
    parts.add(new DERBitString(sign(keys.getPrivate(), tbs.getEncoded(ASN1Encoding.DER))));
    return Files.writeString(
        file, KeyFiles.pem("CERTIFICATE", new DERSequence(parts).getEncoded(ASN1Encoding.DER)));
  }

  public static byte[] sign(PrivateKey key, byte[] data) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
