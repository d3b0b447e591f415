package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import org.mikeyhsm.message.Octets;

/**
 * What a provider implements to offer a {@link EnvelopeTransport}. An instance serves one thread at
 * a time.
 */
public interface EnvelopeTransportSpi {

  /**
   * Generates a key and encrypts it for a recipient, in one call so that a token need never let it
   * out.
   *
   * @throws GeneralSecurityException if the provider cannot use {@code recipient}, or cannot make
   *     such a key
   */
  Encapsulated encapsulate(PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException;

  /**
   * Octets of the envelope keys to make: the usual ones, unless the token takes longer ones only.
   */
  default int keyLength() {
    return EnvelopeTransport.DEFAULT_LENGTH;
  }

  /**
   * The lengths to expect of envelope keys, in octets: several where the provider must be told the
   * length and never says whether it was right, so that the MAC of the message decides.
   */
  default List<Integer> expectedLengths() {
    return List.of(EnvelopeTransport.DEFAULT_LENGTH);
  }

  /**
   * Opens what was encapsulated.
   *
   * @param expected the key: its use, and its length for a provider that must know it
   * @throws GeneralSecurityException if the provider cannot use {@code key}, or what comes out is
   *     no key; the cause of the latter is not told
   */
  CustodialKey decapsulate(PrivateKey key, Octets encapsulation, DerivedKeySpec expected)
      throws GeneralSecurityException;
}
