package org.mikeyhsm.cli.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The RSA key that something is wrapped for.
 *
 * @param subject whose it says it is
 * @param key the key
 * @param fingerprint SHA-256 of its SubjectPublicKeyInfo, hexadecimal
 */
public record RecipientKey(String subject, RSAPublicKey key, String fingerprint) {
  /**
   * Reads a certificate, or a certificate request whose signature proves that its sender has the
   * private key.
   *
   * @param now when a certificate must be valid
   * @throws KeyFileException if it is neither, not valid, or not of an RSA key of 2048 bits or more
   */
  public static RecipientKey read(Path file, Instant now) throws KeyFileException {
    byte[] octets = KeyFiles.read(file);
    boolean request =
        new String(octets, StandardCharsets.ISO_8859_1).contains(CertificateRequest.PEM_LABEL);
    try {
      RecipientKey recipient =
          request
              ? ofRequest(file, KeyFiles.unpem(file, CertificateRequest.PEM_LABEL, octets))
              : ofCertificate(file, now);
      if (recipient.key.getModulus().bitLength() < 2048) {
        throw new KeyFileException("the RSA key in " + file + " has fewer than 2048 bits");
      }
      return recipient;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new KeyFileException(
          file + " is no certificate and no certificate request, in PEM or DER", e);
    }
  }

  private static RecipientKey ofCertificate(Path file, Instant now)
      throws KeyFileException, GeneralSecurityException, IOException {
    X509Certificate certificate = KeyFiles.certificate(file);
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new KeyFileException(
          "the certificate "
              + file
              + " is valid from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant());
    }
    return of(
        file,
        certificate.getSubjectX500Principal().toString(),
        Certificate.getInstance(certificate.getEncoded()).getSubjectPublicKeyInfo());
  }

  private static RecipientKey ofRequest(Path file, byte[] der)
      throws KeyFileException, GeneralSecurityException, IOException {
    if (der.length == 0) {
      throw new KeyFileException(file + " is an empty certificate request");
    }
    CertificationRequest request = CertificationRequest.getInstance(der);
    RecipientKey recipient =
        of(
            file,
            request.getCertificationRequestInfo().getSubject().toString(),
            request.getCertificationRequestInfo().getSubjectPublicKeyInfo());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(recipient.key);
    signature.update(request.getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
    if (!request
            .getSignatureAlgorithm()
            .getAlgorithm()
            .equals(PKCSObjectIdentifiers.sha256WithRSAEncryption)
        || !signature.verify(request.getSignature().getOctets())) {
      throw new KeyFileException("the signature of the certificate request " + file + " is wrong");
    }
    return recipient;
  }

  private static RecipientKey of(Path file, String subject, SubjectPublicKeyInfo info)
      throws KeyFileException, GeneralSecurityException, IOException {
    byte[] der = info.getEncoded(ASN1Encoding.DER);
    if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      throw new KeyFileException("the key in " + file + " is no RSA key, and only those unwrap");
    }
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    return new RecipientKey(subject, (RSAPublicKey) key, fingerprint(der));
  }

  /** SHA-256, hexadecimal. */
  public static String fingerprint(byte[] subjectPublicKeyInfo) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(subjectPublicKeyInfo));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
