package org.mikeyhsm.cli.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.message.IdType;
import org.mikeyhsm.message.Octets;

/** Makes certificate requests (PKCS#10, RFC 2986). */
public final class CertificateRequest {
  static final String PEM_LABEL = "CERTIFICATE REQUEST";

  private CertificateRequest() {}

  /**
   * A request in PEM.
   *
   * @param subject a distinguished name (RFC 4514)
   * @param identities URIs and e-mail addresses that the certificate shall prove
   * @param subjectPublicKeyInfo the public key, DER
   * @param signer signs with SHA-256, by the private key of that public key
   * @throws KeyFileException if the subject is no distinguished name
   */
  public static String pem(
      String subject,
      List<String> identities,
      Octets subjectPublicKeyInfo,
      UnaryOperator<byte[]> signer)
      throws KeyFileException {
    X500Name name;
    try {
      name = new X500Name(subject);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(subject + " is no distinguished name such as CN=alice", e);
    }
    try {
      SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo.toArray());
      boolean rsa = key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
      AlgorithmIdentifier algorithm =
          rsa
              ? new AlgorithmIdentifier(
                  PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE)
              : new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      CertificationRequestInfo info =
          new CertificationRequestInfo(name, key, attributes(identities));
      byte[] signature = signer.apply(info.getEncoded(ASN1Encoding.DER));
      return KeyFiles.pem(
          PEM_LABEL,
          new CertificationRequest(info, algorithm, new DERBitString(signature))
              .getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new KeyFileException("the certificate request cannot be encoded", e);
    }
  }

  /** An extension request (RFC 2985 section 5.4.2) for the subjectAltName. */
  private static DERSet attributes(List<String> identities) throws IOException, KeyFileException {
    if (identities.isEmpty()) {
      return new DERSet();
    }
    List<GeneralName> names = new ArrayList<>();
    for (String identity : identities) {
      boolean uri = Identities.payload(identity).idType().equals(IdType.URI);
      try {
        names.add(
            new GeneralName(
                uri ? GeneralName.uniformResourceIdentifier : GeneralName.rfc822Name, identity));
      } catch (IllegalArgumentException e) {
        throw new KeyFileException(identity + " cannot stand in a certificate: it is not ASCII", e);
      }
    }
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(names.toArray(GeneralName[]::new)));
    return new DERSet(
        new Attribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions.generate())));
  }
}
