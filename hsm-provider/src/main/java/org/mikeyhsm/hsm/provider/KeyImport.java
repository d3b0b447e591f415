package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import org.mikeyhsm.hsm.mechanism.PskProvisioning;
import org.mikeyhsm.hsm.token.Token;
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
}
