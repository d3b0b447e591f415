package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/**
 * Identity-based key encapsulation, shaped like {@code javax.crypto.KEM} of JDK 21. It differs
 * where the scheme does: the public key is the KMS's and serves for all its users, who are named by
 * their identifiers, and the shared secret is chosen before it is encapsulated, so that a group can
 * be sent the same. Algorithms: {@code SAKKE} (RFC 6508, Parameter Set 1 of RFC 6509).
 *
 * <p>Not thread-safe; an instance is cheap. What it makes is thread-safe.
 */
public final class KeyEncapsulation {
  /** The service type under which providers list their implementations. */
  public static final String SERVICE_TYPE = "KeyEncapsulation";

  private final KeyEncapsulationSpi spi;

  private KeyEncapsulation(KeyEncapsulationSpi spi) {
    this.spi = spi;
  }

  /** The sender's side, for the users of one KMS. Thread-safe; nothing to close. */
  public interface Encapsulator {
    /**
     * Draws a shared secret (SAKKE: an SSV of 128 bits, RFC 6508 section 6.2.1 step 1).
     *
     * @return the key, which the caller closes
     * @throws InvalidKeyException if the provider's policy forbids a key where it would be
     */
    CustodialKey generateSecret() throws InvalidKeyException;

    /**
     * Encapsulates a shared secret to users of the KMS (RFC 6508 sections 6.2.1 and 6.3), doing
     * once what they have in common.
     *
     * @param secret a key of the length that the algorithm has
     * @param identifiers the users'
     * @return the Encapsulated Data of each, in that order (SAKKE: 273 octets)
     * @throws InvalidKeyException if this provider cannot use {@code secret}, or its length is
     *     another
     * @throws IllegalArgumentException if an identifier is none of the scheme's (SAKKE: an integer
     *     in 2 to q - 1)
     */
    List<Octets> encapsulate(SecretKey secret, List<Octets> identifiers) throws InvalidKeyException;

    /**
     * Encapsulates a shared secret to one user of the KMS.
     *
     * @param secret a key of the length that the algorithm has
     * @param identifier the user's
     * @return the Encapsulated Data
     * @throws InvalidKeyException if this provider cannot use {@code secret}, or its length is
     *     another
     * @throws IllegalArgumentException if the identifier is none of the scheme's
     */
    default Octets encapsulate(SecretKey secret, Octets identifier) throws InvalidKeyException {
      return encapsulate(secret, List.of(identifier)).get(0);
    }
  }

  /** The receiver's side, for one private key. Thread-safe; the key is closed by its owner. */
  public interface Decapsulator {
    /**
     * Opens Encapsulated Data (RFC 6508 section 6.2.2), with the check of step 5.
     *
     * @param encapsulation the Encapsulated Data
     * @return the shared secret, which the caller closes
     * @throws DecapsulationException if they are malformed, damaged or for another key
     * @throws InvalidKeyException if the private key was closed
     */
    CustodialKey decapsulate(Octets encapsulation)
        throws DecapsulationException, InvalidKeyException;
  }

  /**
   * Finds the implementation of a provider.
   *
   * @throws NoSuchAlgorithmException if {@code provider} has none of that name
   */
  public static KeyEncapsulation getInstance(String algorithm, Provider provider)
      throws NoSuchAlgorithmException {
    return new KeyEncapsulation(
        Engines.find(SERVICE_TYPE, algorithm, provider, KeyEncapsulationSpi.class));
  }

  /**
   * Prepares to send to the users of a KMS; keep it, tables are made with the first use.
   *
   * @param kmsPublicKey such as a {@link SakkePublicKey}
   * @throws InvalidKeyException if the provider cannot use it
   */
  public Encapsulator newEncapsulator(PublicKey kmsPublicKey) throws InvalidKeyException {
    return spi.newEncapsulator(Objects.requireNonNull(kmsPublicKey, "kmsPublicKey"));
  }

  /**
   * Prepares to receive.
   *
   * @param privateKey the user's, from this provider's key factory
   * @throws InvalidKeyException if the provider cannot use it
   */
  public Decapsulator newDecapsulator(PrivateKey privateKey) throws InvalidKeyException {
    return spi.newDecapsulator(Objects.requireNonNull(privateKey, "privateKey"));
  }
}
