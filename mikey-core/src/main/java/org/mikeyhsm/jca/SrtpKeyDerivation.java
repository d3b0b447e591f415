package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/**
 * SRTP's key derivation (RFC 3711 section 4.3) on a TEK that need not leave its provider.
 * Algorithms: {@code AES-CM}, the PRF of section 4.3.3 with a master key of 128, 192 or 256 bits
 * (RFC 6188 section 3 for the longer ones).
 *
 * <p>Not thread-safe; an instance is cheap.
 */
public final class SrtpKeyDerivation {
  /** The service type under which providers list their implementations. */
  public static final String SERVICE_TYPE = "SrtpKeyDerivation";

  private final SrtpKeyDerivationSpi spi;

  private SrtpKeyDerivation(SrtpKeyDerivationSpi spi) {
    this.spi = spi;
  }

  /**
   * Finds the implementation of a provider.
   *
   * @throws NoSuchAlgorithmException if {@code provider} has none of that name
   */
  public static SrtpKeyDerivation getInstance(String algorithm, Provider provider)
      throws NoSuchAlgorithmException {
    return new SrtpKeyDerivation(
        Engines.find(SERVICE_TYPE, algorithm, provider, SrtpKeyDerivationSpi.class));
  }

  /**
   * Derives a session key.
   *
   * @param masterKey the SRTP master key
   * @param masterSalt 14 octets, or 12 for AES-GCM
   * @param label what it is for, no salt
   * @param r the packet index DIV the key derivation rate, 48 bits; 0 for a rate of 0
   * @param spec PACKET_ENCRYPTION or TRAFFIC_AUTHENTICATION, length in octets
   * @return the key, which the caller closes
   * @throws InvalidKeyException if the provider cannot use {@code masterKey}
   * @throws IllegalArgumentException if the label yields a salt, or a size is out of range
   */
  public CustodialKey deriveKey(
      SecretKey masterKey, Octets masterSalt, SrtpLabel label, long r, DerivedKeySpec spec)
      throws InvalidKeyException {
    Objects.requireNonNull(masterKey, "masterKey");
    boolean fits =
        spec.use() == KeyUse.PACKET_ENCRYPTION || spec.use() == KeyUse.TRAFFIC_AUTHENTICATION;
    if (label.isSalt() || !fits) {
      throw new IllegalArgumentException(label + " does not yield a key for " + spec.use());
    }
    return spi.deriveKey(masterKey, new SrtpKeyInput(masterSalt, label, r), spec);
  }

  /**
   * Derives a session salt, which is public (RFC 3711 section 3.2.1).
   *
   * @param masterKey the SRTP master key
   * @param masterSalt 14 octets, or 12 for AES-GCM
   * @param label one that yields a salt
   * @param r the packet index DIV the key derivation rate, 48 bits
   * @param length in octets
   * @throws InvalidKeyException if the provider cannot use {@code masterKey}
   * @throws IllegalArgumentException if the label yields a key, or a size is out of range
   */
  public Octets deriveSalt(
      SecretKey masterKey, Octets masterSalt, SrtpLabel label, long r, int length)
      throws InvalidKeyException {
    Objects.requireNonNull(masterKey, "masterKey");
    if (!label.isSalt()) {
      throw new IllegalArgumentException(label + " yields a key, which is never returned");
    }
    return spi.deriveSalt(masterKey, new SrtpKeyInput(masterSalt, label, r), length);
  }
}
