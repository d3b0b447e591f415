package org.mikeyhsm.jca;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.Octets;

/**
 * The User Salt of 3GPP TS 33.180 clause F.1.3: 28 bits that a group's key gives each user, and of
 * which the user's GUK-ID is made. They are public, and too few to tell of the key. Algorithm:
 * {@value #ALGORITHM}.
 *
 * <p>Not thread-safe; an instance is cheap.
 */
public final class UserSalt {
  /** The service type under which providers list their implementations. */
  public static final String SERVICE_TYPE = "UserSalt";

  /** The one algorithm: the low 28 bits of an HMAC-SHA-256. */
  public static final String ALGORITHM = "HMAC-SHA-256-28";

  private static final int MOST_OCTETS = 0xFFFF;

  private final UserSaltSpi spi;

  private UserSalt(UserSaltSpi spi) {
    this.spi = spi;
  }

  /**
   * Finds the implementation of a provider.
   *
   * @throws NoSuchAlgorithmException if {@code provider} has none of that name
   */
  public static UserSalt getInstance(String algorithm, Provider provider)
      throws NoSuchAlgorithmException {
    return new UserSalt(Engines.find(SERVICE_TYPE, algorithm, provider, UserSaltSpi.class));
  }

  /**
   * The low 28 bits of HMAC-SHA-256(key, 0x50 || user || length of user in 16 bits).
   *
   * @param key the group's key, GMK
   * @param user the user's MC service user ID, up to 65535 octets
   * @return 0 to 2^28 - 1
   * @throws InvalidKeyException if the provider cannot use {@code key}
   * @throws IllegalArgumentException if the ID is too long
   */
  public int of(SecretKey key, Octets user) throws InvalidKeyException {
    Objects.requireNonNull(key, "key");
    if (user.length() > MOST_OCTETS) {
      throw new IllegalArgumentException("an MC service user ID has at most 65535 octets");
    }
    return spi.userSalt(key, user);
  }
}
