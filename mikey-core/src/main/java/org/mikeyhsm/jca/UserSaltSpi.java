package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/** What a provider implements to offer a {@link UserSalt}. An instance serves one thread. */
public interface UserSaltSpi {
  /**
   * The 28 bits.
   *
   * @throws InvalidKeyException if this provider cannot use the key
   */
  int userSalt(SecretKey key, Octets user) throws InvalidKeyException;
}
