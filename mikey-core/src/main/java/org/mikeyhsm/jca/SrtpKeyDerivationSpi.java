package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/**
 * What a provider implements to offer an {@link SrtpKeyDerivation}. An instance serves one thread
 * at a time.
 */
public interface SrtpKeyDerivationSpi {

  /**
   * Derives a session key.
   *
   * @param masterKey the TEK
   * @param input the master salt, the label and the index
   * @param spec the key to make
   * @return the key, which the caller closes
   * @throws InvalidKeyException if this provider cannot use {@code masterKey}
   */
  CustodialKey deriveKey(SecretKey masterKey, SrtpKeyInput input, DerivedKeySpec spec)
      throws InvalidKeyException;

  /**
   * Derives a session salt, which is public.
   *
   * @param masterKey the TEK
   * @param input the master salt, a salt label and the index
   * @param length in octets
   * @return the salt
   * @throws InvalidKeyException if this provider cannot use {@code masterKey}
   */
  Octets deriveSalt(SecretKey masterKey, SrtpKeyInput input, int length) throws InvalidKeyException;
}
