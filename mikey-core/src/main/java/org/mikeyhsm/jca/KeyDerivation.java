package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/**
 * A MIKEY pseudo-random function (RFC 3830 section 4.1.2), shaped like {@code javax.crypto.KDF} of
 * JDK 25. Algorithms: {@code MIKEY-1}; {@code PRF-HMAC-SHA-256} (RFC 6043 section 6.1).
 *
 * <p>Not thread-safe; an instance is cheap.
 */
public final class KeyDerivation {
  /** The service type under which providers list their implementations. */
  public static final String SERVICE_TYPE = "KeyDerivation";

  private final KeyDerivationSpi spi;

  private KeyDerivation(KeyDerivationSpi spi) {
    this.spi = spi;
  }

  /**
   * Finds the implementation of a provider.
   *
   * @throws NoSuchAlgorithmException if {@code provider} has none of that name
   */
  public static KeyDerivation getInstance(String algorithm, Provider provider)
      throws NoSuchAlgorithmException {
    return new KeyDerivation(
        Engines.find(SERVICE_TYPE, algorithm, provider, KeyDerivationSpi.class));
  }

  /**
   * Derives a key.
   *
   * @param inkey the input key
   * @param label the label of RFC 3830 section 4.1.2
   * @param spec the key to make
   * @return the key, which the caller closes
   * @throws InvalidKeyException if the provider cannot use {@code inkey}
   * @throws IllegalArgumentException if the label is a salt label and the key is no salt, or the
   *     other way about
   */
  public CustodialKey deriveKey(SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    Objects.requireNonNull(inkey, "inkey");
    if (SaltLabels.isSalt(label) != (spec.use() == KeyUse.MESSAGE_SALT)) {
      throw new IllegalArgumentException("the label does not belong to a key for " + spec.use());
    }
    return spi.deriveKey(inkey, label.clone(), spec);
  }

  /**
   * Derives a salt for a security protocol, which is public (RFC 3711 section 3.2.1).
   *
   * @param inkey the input key
   * @param label a label with the constant 0x39A2C14B or 0x29B88916 (RFC 3830 Tables 4.1.3, 4.1.4)
   * @param length in octets, 1 to {@value DerivedKeySpec#MAX_LENGTH}
   * @return the salt
   * @throws InvalidKeyException if the provider cannot use {@code inkey}
   * @throws IllegalArgumentException if the label would yield a key
   */
  public Octets deriveSalt(SecretKey inkey, byte[] label, int length) throws InvalidKeyException {
    Objects.requireNonNull(inkey, "inkey");
    if (!SaltLabels.isSalt(label)) {
      throw new IllegalArgumentException("this label yields a key, which is never returned");
    }
    if (length < 1 || length > DerivedKeySpec.MAX_LENGTH) {
      throw new IllegalArgumentException("a salt has 1 to 512 octets, not " + length);
    }
    return spi.deriveSalt(inkey, label.clone(), length);
  }
}
