package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * What a provider implements to offer a {@link KeyEncapsulation}. An instance serves one thread at
 * a time; what it makes is thread-safe.
 */
public interface KeyEncapsulationSpi {

  /**
   * Prepares to send to the users of a KMS.
   *
   * @throws InvalidKeyException if this provider cannot use the key
   */
  KeyEncapsulation.Encapsulator newEncapsulator(PublicKey kmsPublicKey) throws InvalidKeyException;

  /**
   * Prepares to receive.
   *
   * @throws InvalidKeyException if this provider cannot use the key
   */
  KeyEncapsulation.Decapsulator newDecapsulator(PrivateKey privateKey) throws InvalidKeyException;
}
