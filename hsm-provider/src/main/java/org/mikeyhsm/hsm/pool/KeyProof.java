package org.mikeyhsm.hsm.pool;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.message.Octets;

/** Values by which keys of two tokens are found to be the same, without either being known. */
public final class KeyProof {
  /** RFC 3830 Table 4.1.4: a salt, the one output of the PRF that is public. */
  private static final int SALT_CONSTANT = 0x29B88916;

  /** RFC 3830 section 4.1.4 has 0xFF in place of a CS ID; no message has this one. */
  private static final byte NO_CS_ID = (byte) 0xFE;

  private static final int OCTETS = 14;

  private KeyProof() {}

  /**
   * A proof of a pre-shared key: a salt that MIKEY-1 derives for no message.
   *
   * @param provider the provider of the key's token
   */
  public static Octets ofPreSharedKey(Provider provider, SecretKey psk, Octets challenge)
      throws GeneralSecurityException {
    byte[] label =
        ByteBuffer.allocate(9 + challenge.length())
            .putInt(SALT_CONSTANT)
            .put(NO_CS_ID)
            .putInt(0)
            .put(challenge.toArray())
            .array();
    return KeyDerivation.getInstance("MIKEY-1", provider).deriveSalt(psk, label, OCTETS);
  }

  /**
   * A proof of an RSA private key: it signs the challenge, which the public key verifies; the proof
   * is the SHA-256 of its modulus and exponent.
   *
   * @param provider the provider of the key's token
   * @param algorithm the signature's JCA name, as this side signs
   * @throws InvalidKeyException if the signature does not verify: the keys are no pair
   */
  public static Octets ofPrivateKey(
      Provider provider,
      PrivateKey key,
      RSAPublicKey publicKey,
      String algorithm,
      Optional<? extends AlgorithmParameterSpec> parameters,
      Octets challenge)
      throws GeneralSecurityException {
    Signature signer = Signature.getInstance(algorithm, provider);
    Signature verifier = Signature.getInstance(algorithm);
    if (parameters.isPresent()) {
      signer.setParameter(parameters.get());
      verifier.setParameter(parameters.get());
    }
    signer.initSign(key);
    signer.update(challenge.toArray());
    verifier.initVerify(publicKey);
    verifier.update(challenge.toArray());
    if (!verifier.verify(signer.sign())) {
      throw new InvalidKeyException("the private key is not that of its certificate");
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(publicKey.getModulus().toByteArray());
    return Octets.of(digest.digest(publicKey.getPublicExponent().toByteArray()));
  }

  /**
   * A proof of a user's Secret Signing Key (RFC 6507): it signs the challenge, which verifies under
   * the KPAK of its KMS; the proof is the SHA-256 of that, the same in every key period.
   *
   * @param provider the provider of the key's token
   * @param signer the KPAK with the user's identifier
   * @throws InvalidKeyException if the signature does not verify: the key is another's
   */
  public static Octets ofIdentityKey(
      Provider provider, PrivateKey key, EccsiPublicKey signer, Octets challenge)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("ECCSI", provider);
    signature.initSign(key);
    signature.update(challenge.toArray());
    if (!signer.verifies(challenge.toArray(), Octets.of(signature.sign()))) {
      throw new InvalidKeyException("the signing key is not that of its user and KMS");
    }
    return Octets.of(MessageDigest.getInstance("SHA-256").digest(signer.kpak().encoded()));
  }
}
