package org.mikeyhsm.hsm.provisioning;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.KeyPairHandles;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.mechanism.AllowedMechanisms;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.Octets;

/**
 * Key pairs of a token, and their certificates. Thread-safe; the token stays its opener's to close.
 */
public final class KeyPairs {
  /** What can be generated. */
  public enum Type {
    /** RSA of 2048 bits: signs and unwraps. */
    RSA_2048,
    /** RSA of 3072 bits. */
    RSA_3072,
    /** RSA of 4096 bits. */
    RSA_4096,
    /** Elliptic curve P-256: signs. */
    EC_P256,
    /** Elliptic curve P-384. */
    EC_P384
  }

  private static final Octets F4 = Octets.ofHex("010001");

  /** DigestInfo of SHA-256 (RFC 8017 section 9.2, note 1). */
  private static final Octets SHA_256_INFO = Octets.ofHex("3031300d060960864801650304020105000420");

  /** Signatures and envelopes. Not CKM_RSA_X_509: a C_Sign of an envelope by it would open that. */
  private static final Set<MechanismType> RSA_MECHANISMS =
      Set.of(
          MechanismType.RSA_PKCS,
          MechanismType.RSA_PKCS_OAEP,
          MechanismType.RSA_PKCS_PSS,
          MechanismType.SHA1_RSA_PKCS,
          MechanismType.SHA256_RSA_PKCS,
          MechanismType.SHA384_RSA_PKCS,
          MechanismType.SHA512_RSA_PKCS,
          MechanismType.SHA1_RSA_PKCS_PSS,
          MechanismType.SHA256_RSA_PKCS_PSS,
          MechanismType.SHA384_RSA_PKCS_PSS,
          MechanismType.SHA512_RSA_PKCS_PSS);

  private static final Set<MechanismType> EC_MECHANISMS = Set.of(MechanismType.ECDSA);

  private final Token token;

  /** The key pairs of {@code token}. */
  public KeyPairs(Token token) {
    this.token = Objects.requireNonNull(token, "token");
  }

  /**
   * Generates a key pair; its private key is sensitive and not extractable.
   *
   * @throws KeyRefusedException if there is a private key of that label, or the token did not make
   *     it as asked
   */
  public void generate(String label, Type type) {
    boolean rsa = type.name().startsWith("RSA");
    Set<AttributeType> privateUses =
        rsa ? EnumSet.of(AttributeType.SIGN, AttributeType.UNWRAP) : EnumSet.of(AttributeType.SIGN);
    Set<AttributeType> publicUses =
        rsa
            ? EnumSet.of(AttributeType.VERIFY, AttributeType.WRAP)
            : EnumSet.of(AttributeType.VERIFY);
    List<Attribute> parameters =
        switch (type) {
          case RSA_2048 -> rsa(2048);
          case RSA_3072 -> rsa(3072);
          case RSA_4096 -> rsa(4096);
          case EC_P256 -> ec(EcCurve.P_256);
          case EC_P384 -> ec(EcCurve.P_384);
        };
    List<Attribute> privateTemplate =
        new ArrayList<>(AllowedMechanisms.of(token, rsa ? RSA_MECHANISMS : EC_MECHANISMS));
    privateTemplate.addAll(Templates.privateKey(label, privateUses));
    token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          store.requireFree(Attribute.CKO_PRIVATE_KEY, label, "private key");
          KeyPairHandles pair =
              cryptoki.generateKeyPair(
                  session,
                  new Mechanism.Plain(
                      rsa ? MechanismType.RSA_PKCS_KEY_PAIR_GEN : MechanismType.EC_KEY_PAIR_GEN),
                  Templates.publicKey(label, publicUses, parameters),
                  privateTemplate);
          store.check(
              pair.privateKey(), privateTemplate, List.of(pair.privateKey(), pair.publicKey()));
          return pair;
        });
  }

  /**
   * The public key of a label.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is none
   * @throws KeyRefusedException if it is of a kind that is not known here
   */
  public PublicKey publicKey(String label) {
    SubjectPublicKey info = info(label);
    try {
      return KeyFactory.getInstance(info.algorithm())
          .generatePublic(new X509EncodedKeySpec(info.octets().toArray()));
    } catch (GeneralSecurityException e) {
      throw new KeyRefusedException("the public key " + label + " is of no kind known here", e);
    }
  }

  /**
   * The SubjectPublicKeyInfo of a label (RFC 5280 section 4.1), DER; otherwise as {@link
   * #publicKey}.
   */
  public Octets subjectPublicKeyInfo(String label) {
    return info(label).octets();
  }

  private SubjectPublicKey info(String label) {
    Attributes told =
        token.provision(
            (cryptoki, session) -> {
              Store store = new Store(cryptoki, session, token.label());
              ObjectHandle key = store.theOnly(Attribute.CKO_PUBLIC_KEY, label, "public key");
              return store.told(
                  key,
                  AttributeType.MODULUS,
                  AttributeType.PUBLIC_EXPONENT,
                  AttributeType.EC_PARAMS,
                  AttributeType.EC_POINT);
            });
    return SubjectPublicKey.of(told)
        .orElseThrow(
            () -> new KeyRefusedException("the public key " + label + " is of no kind known here"));
  }

  /**
   * Signs with SHA-256: RSASSA-PKCS1-v1_5, or ECDSA with the signature in DER.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such private key
   */
  public byte[] sign(String label, byte[] data) {
    return token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          ObjectHandle key = store.theOnly(Attribute.CKO_PRIVATE_KEY, label, "private key");
          byte[] hash = sha256(data);
          if (store.told(key, AttributeType.KEY_TYPE).number(AttributeType.KEY_TYPE).orElse(-1)
              == Attribute.CKK_RSA) {
            byte[] info = new byte[SHA_256_INFO.length() + hash.length];
            System.arraycopy(SHA_256_INFO.toArray(), 0, info, 0, SHA_256_INFO.length());
            System.arraycopy(hash, 0, info, SHA_256_INFO.length(), hash.length);
            return cryptoki.sign(session, new Mechanism.Plain(MechanismType.RSA_PKCS), key, info);
          }
          return EcdsaSignature.toDer(
              cryptoki.sign(session, new Mechanism.Plain(MechanismType.ECDSA), key, hash));
        });
  }

  /**
   * Puts a certificate beside its key pair.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such public key
   * @throws KeyRefusedException if the certificate is of another key, or there is one already
   */
  public void importCertificate(String label, X509Certificate certificate) {
    if (!publicKey(label).equals(certificate.getPublicKey())) {
      throw new KeyRefusedException("the certificate is not of the key " + label);
    }
    byte[] encoded;
    try {
      encoded = certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new KeyRefusedException("the certificate has no encoding", e);
    }
    token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          store.requireFree(Attribute.CKO_CERTIFICATE, label, "certificate");
          return cryptoki.createObject(
              session,
              List.of(
                  Templates.number(AttributeType.CLASS, Attribute.CKO_CERTIFICATE),
                  Templates.number(AttributeType.CERTIFICATE_TYPE, 0), // CKC_X_509
                  Templates.flag(AttributeType.TOKEN, true),
                  Templates.flag(AttributeType.PRIVATE, false),
                  Attribute.Text.of(AttributeType.LABEL, label),
                  new Attribute.Text(AttributeType.ID, Templates.id(label)),
                  new Attribute.Text(
                      AttributeType.SUBJECT,
                      Octets.of(certificate.getSubjectX500Principal().getEncoded())),
                  new Attribute.Text(
                      AttributeType.ISSUER,
                      Octets.of(certificate.getIssuerX500Principal().getEncoded())),
                  new Attribute.Text(
                      AttributeType.SERIAL_NUMBER, Der.integer(certificate.getSerialNumber())),
                  new Attribute.Text(AttributeType.VALUE, Octets.of(encoded))));
        });
  }

  private static List<Attribute> rsa(int bits) {
    return List.of(
        Templates.number(AttributeType.MODULUS_BITS, bits),
        new Attribute.Text(AttributeType.PUBLIC_EXPONENT, F4));
  }

  private static List<Attribute> ec(EcCurve curve) {
    return List.of(new Attribute.Text(AttributeType.EC_PARAMS, curve.parameters()));
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("this JDK has no SHA-256", e);
    }
  }
}
