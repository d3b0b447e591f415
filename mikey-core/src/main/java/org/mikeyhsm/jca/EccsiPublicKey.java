package org.mikeyhsm.jca;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.Objects;
import org.mikeyhsm.crypto.eccsi.KmsPublicAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SignerVerifier;
import org.mikeyhsm.message.Octets;

/**
 * What ECCSI signatures of one signer are verified with: the KPAK of a KMS and the signer's
 * identifier (RFC 6507 section 5.2.2). The KPAK carries a table and this key what depends on the
 * identity, so keep them: make the keys of a KMS's signers with {@link #forSigner}. Thread-safe;
 * not serializable.
 */
public final class EccsiPublicKey implements PublicKey {
  private static final long serialVersionUID = 1L;

  private final transient KmsPublicAuthenticationKey kpak;
  private final transient Octets identifier;
  private final transient SignerVerifier verifier;

  private EccsiPublicKey(KmsPublicAuthenticationKey kpak, Octets identifier) {
    this.kpak = kpak;
    this.identifier = identifier;
    this.verifier = kpak.verifier(identifier.toArray());
  }

  /**
   * Decodes and checks a KPAK.
   *
   * @param kpak 0x04 || x || y, 65 octets
   * @param identifier the signer's
   * @throws InvalidKeyException if it has another form or is not on the curve
   */
  public static EccsiPublicKey of(Octets kpak, Octets identifier) throws InvalidKeyException {
    Objects.requireNonNull(identifier, "identifier");
    return new EccsiPublicKey(KmsPublicAuthenticationKey.decode(kpak.toArray()), identifier);
  }

  /** The key of another signer of the same KMS. */
  public EccsiPublicKey forSigner(Octets other) {
    return new EccsiPublicKey(kpak, Objects.requireNonNull(other, "other"));
  }

  /** The KPAK as the mathematics has it. */
  public KmsPublicAuthenticationKey kpak() {
    return kpak;
  }

  /** The signer's identifier. */
  public Octets identifier() {
    return identifier;
  }

  /** The verification as the mathematics has it. */
  public SignerVerifier verifier() {
    return verifier;
  }

  /**
   * Verifies a signature without a provider: all of it is public.
   *
   * @param signature of any length
   */
  public boolean verifies(byte[] message, Octets signature) {
    return signature.length() == KmsPublicAuthenticationKey.SIGNATURE_OCTETS
        && verifier.verify(message, signature.toArray());
  }

  @Override
  public String getAlgorithm() {
    return "ECCSI";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** The KPAK, 0x04 || x || y, 65 octets; the identifier is not in it. */
  @Override
  public byte[] getEncoded() {
    return kpak.encoded();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EccsiPublicKey that
        && identifier.equals(that.identifier)
        && Octets.of(kpak.encoded()).equals(Octets.of(that.kpak.encoded()));
  }

  @Override
  public int hashCode() {
    return Objects.hash(identifier, Octets.of(kpak.encoded()));
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
