package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/**
 * What a provider implements to offer a {@link KeyDerivation}. An instance serves one thread at a
 * time.
 */
public interface KeyDerivationSpi {

  /**
   * Derives a key.
   *
   * @param inkey the input key
   * @param label the label of RFC 3830 section 4.1.2, not a salt label unless the use is {@link
   *     KeyUse#MESSAGE_SALT}
   * @param spec the key to make
   * @return the key, which the caller closes
   * @throws InvalidKeyException if this provider cannot use {@code inkey}
   */
  CustodialKey deriveKey(SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException;

  /**
   * Derives a salt, which is public.
   *
   * @param inkey the input key
   * @param label a salt label, checked by the caller
   * @param length in octets
   * @return the salt
   * @throws InvalidKeyException if this provider cannot use {@code inkey}
   */
  Octets deriveSalt(SecretKey inkey, byte[] label, int length) throws InvalidKeyException;
}
