package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * Makes a key that a recipient alone can open: the PKE payload's envelope key (RFC 3830 section
 * 3.2). Algorithms, named as JCA's ciphers: {@code RSA/ECB/PKCS1Padding} (RSAES-PKCS1-v1_5 of RFC
 * 8017, the one of RFC 3830 section 4.2.2), {@code RSA/ECB/OAEPWithSHA-1AndMGF1Padding}, {@code
 * RSA/ECB/OAEPWithSHA-256AndMGF1Padding} (with MGF1 by SHA-256 too, which not every token has).
 *
 * <p>Not thread-safe; an instance is cheap.
 */
public final class EnvelopeTransport {
  /** The service type under which providers list their implementations. */
  public static final String SERVICE_TYPE = "EnvelopeTransport";

  /**
   * Octets of the envelope keys to make. RFC 3830 leaves it open; this is the least that every
   * token computes HMAC-SHA-1 with (SoftHSM2 refuses keys shorter than the hash).
   */
  public static final int DEFAULT_LENGTH = 20;

  private final EnvelopeTransportSpi spi;

  private EnvelopeTransport(EnvelopeTransportSpi spi) {
    this.spi = spi;
  }

  /**
   * Finds the implementation of a provider.
   *
   * @throws NoSuchAlgorithmException if {@code provider} has none of that name
   */
  public static EnvelopeTransport getInstance(String algorithm, Provider provider)
      throws NoSuchAlgorithmException {
    return new EnvelopeTransport(
        Engines.find(SERVICE_TYPE, algorithm, provider, EnvelopeTransportSpi.class));
  }

  /**
   * Generates a key and encrypts it for a recipient.
   *
   * @param recipient the recipient's public key
   * @param spec the key to make: ENVELOPE or TEK_GENERATION, its length in octets
   * @return the sender's copy and the encapsulation; the caller closes it
   * @throws GeneralSecurityException if the provider cannot use {@code recipient}, or cannot make
   *     such a key
   */
  public Encapsulated encapsulate(PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException {
    Objects.requireNonNull(recipient, "recipient");
    requireInkey(spec.use());
    return spi.encapsulate(recipient, spec);
  }

  /** Octets of the envelope keys that this provider makes best. */
  public int keyLength() {
    return spi.keyLength();
  }

  /**
   * The lengths to expect of envelope keys from anybody, one after the other, in octets. One, of no
   * meaning, where the provider sees the length when it decrypts.
   */
  public List<Integer> expectedLengths() {
    return spi.expectedLengths();
  }

  /**
   * Opens what was encapsulated, expecting a key of {@value #DEFAULT_LENGTH} octets.
   *
   * @param key the recipient's private key
   * @param encapsulation what came
   * @param use ENVELOPE or TEK_GENERATION
   * @return the key, which the caller closes
   * @throws GeneralSecurityException if the provider cannot use {@code key}, or what comes out is
   *     no key; the cause of the latter is not told
   */
  public CustodialKey decapsulate(PrivateKey key, Octets encapsulation, KeyUse use)
      throws GeneralSecurityException {
    return decapsulate(key, encapsulation, DerivedKeySpec.held(use, DEFAULT_LENGTH));
  }

  /**
   * Opens what was encapsulated. No field of a message tells the key's length, and a provider that
   * never says whether decryption failed must know it: there, another length yields a key that
   * nobody has, as a forged encapsulation does.
   *
   * @param key the recipient's private key
   * @param encapsulation what came
   * @param expected the key: ENVELOPE or TEK_GENERATION, its length in octets
   * @return the key, which the caller closes
   * @throws GeneralSecurityException if the provider cannot use {@code key}, or what comes out is
   *     no key; the cause of the latter is not told
   */
  public CustodialKey decapsulate(PrivateKey key, Octets encapsulation, DerivedKeySpec expected)
      throws GeneralSecurityException {
    Objects.requireNonNull(key, "key");
    requireInkey(expected.use());
    return spi.decapsulate(key, encapsulation, expected);
  }

  private static void requireInkey(KeyUse use) {
    if (use != KeyUse.ENVELOPE && use != KeyUse.TEK_GENERATION) {
      throw new IllegalArgumentException("a key for " + use + " is not encapsulated");
    }
  }
}
