package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import org.mikeyhsm.hsm.mechanism.PskProvisioning;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** Puts keys on a token before it is used. */
public final class KeyImport {
  private KeyImport() {}

  /**
   * Puts a pre-shared key on a token, where it stays: sensitive, not extractable, and able to do
   * what {@link MikeyPkcs11Provider} needs on this token and no more.
   *
   * <p>The octets are in this process's memory meanwhile: do it in another process than the one
   * that uses the key.
   *
   * @param label the key's CKA_LABEL
   * @param psk 1 to 32 octets, which the caller closes
   * @throws InvalidKeyException if the key has another length
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a key of that label, or the
   *     token did not make it as asked; nothing is left behind
   */
  public static void preSharedKey(Token token, String label, SecretOctets psk)
      throws InvalidKeyException {
    PskProvisioning.importKey(token, label, psk);
  }

  /**
   * Puts a Receiver Secret Key on a token of the MIKEY profile, which verifies it (RFC 6508 section
   * 6.1.2) and keeps it, as {@link #preSharedKey}. {@link Token#sakkeKey} finds it.
   *
   * @param label the key's CKA_LABEL
   * @throws InvalidKeyException if it is not that KMS's key for that identifier
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a secret key of that label
   * @throws java.security.ProviderException if the token is of another kind
   */
  public static void receiverSecretKey(Token token, String label, SakkeReceiverKeySpec key)
      throws InvalidKeyException {
    TokenOperations.of(token).sakke().chosen().provision(token, label, key);
  }

  /**
   * As {@link #receiverSecretKey}, for a Secret Signing Key with its Public Validation Token (RFC
   * 6507 section 5.1.2). {@link Token#eccsiKey} finds it.
   */
  public static void secretSigningKey(Token token, String label, EccsiSigningKeySpec key)
      throws InvalidKeyException {
    TokenOperations.of(token).eccsi().chosen().provision(token, label, key);
  }

  /**
   * Puts a Receiver Secret Key on a token that its KMS wrapped for an RSA key pair of the token,
   * which unwraps and verifies it: its octets are in no host's memory.
   *
   * @param label the key's CKA_LABEL
   * @param transport the RSA private key, which may unwrap
   * @param identifier the user's
   * @throws InvalidKeyException if it is not that KMS's key for that identifier, wrapped for that
   *     RSA key
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a secret key of that label
   * @throws java.security.ProviderException if the token is of another kind
   */
  public static void wrappedReceiverSecretKey(
      Token token,
      String label,
      TokenPrivateKey transport,
      KmsPublicKeys kms,
      Octets identifier,
      WrappedIdentity wrapped)
      throws InvalidKeyException {
    TokenOperations.of(token)
        .sakke()
        .chosen()
        .provisionWrapped(token, label, kms.encryption(), identifier, transport, wrapped.rsk());
  }

  /** As {@link #wrappedReceiverSecretKey}, for a Secret Signing Key. */
  public static void wrappedSecretSigningKey(
      Token token,
      String label,
      TokenPrivateKey transport,
      KmsPublicKeys kms,
      Octets identifier,
      WrappedIdentity wrapped)
      throws InvalidKeyException {
    TokenOperations.of(token)
        .eccsi()
        .chosen()
        .provisionWrapped(
            token,
            label,
            kms.authentication(),
            identifier,
            wrapped.pvt(),
            transport,
            wrapped.ssk());
  }

  /**
   * The public keys of a KMS.
   *
   * @param encryption the KMS Public Key Z, 257 octets
   * @param authentication the KPAK, 65 octets
   */
  public record KmsPublicKeys(Octets encryption, Octets authentication) {}
}
