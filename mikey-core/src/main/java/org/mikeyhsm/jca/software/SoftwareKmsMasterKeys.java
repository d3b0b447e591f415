package org.mikeyhsm.jca.software;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.KmsMasterKeys;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** A KMS's master keys in host memory, custody HOST. */
public final class SoftwareKmsMasterKeys implements KmsMasterKeys {
  private final KmsMasterSecret secret;
  private final KmsSecretAuthenticationKey authentication;
  private final SecureRandom random;
  private final Custody custody;

  private SoftwareKmsMasterKeys(
      KmsMasterSecret secret,
      KmsSecretAuthenticationKey authentication,
      SecureRandom random,
      Custody custody) {
    this.secret = secret;
    this.authentication = authentication;
    this.random = random;
    this.custody = custody;
  }

  /**
   * Draws new ones.
   *
   * @throws CustodyRefusedException if the policy keeps long-term keys out of host memory
   */
  public static SoftwareKmsMasterKeys generate(SecureRandom random, CustodyPolicy policy)
      throws CustodyRefusedException {
    Custody custody = permitted(Origin.GENERATED, policy);
    return new SoftwareKmsMasterKeys(
        KmsMasterSecret.generate(random),
        KmsSecretAuthenticationKey.generate(random),
        random,
        custody);
  }

  /**
   * Takes those that {@link #secrets()} gave.
   *
   * @param secret z_T, 128 octets; the caller closes it
   * @param authentication KSAK, 32 octets; the caller closes it
   * @throws CustodyRefusedException if the policy keeps long-term keys out of host memory
   * @throws IllegalArgumentException if one is out of range
   */
  public static SoftwareKmsMasterKeys of(
      SecretOctets secret, SecretOctets authentication, SecureRandom random, CustodyPolicy policy)
      throws CustodyRefusedException {
    Custody custody = permitted(Origin.IMPORTED, policy);
    byte[] z = secret.copy();
    byte[] ksak = authentication.copy();
    try {
      return new SoftwareKmsMasterKeys(
          KmsMasterSecret.of(z), KmsSecretAuthenticationKey.of(ksak), random, custody);
    } finally {
      Arrays.fill(z, (byte) 0);
      Arrays.fill(ksak, (byte) 0);
    }
  }

  private static Custody permitted(Origin origin, CustodyPolicy policy)
      throws CustodyRefusedException {
    Custody custody = Custody.host(origin, "KMS master keys in host memory");
    new CustodyGuard(policy).permit(SecretClass.LONG_TERM, custody, SoftwareKey.NEEDS_TOKEN);
    return custody;
  }

  /** z_T and KSAK, to be kept in a file; the caller closes them. */
  public List<SecretOctets> secrets() {
    byte[] z = secret.encoded();
    byte[] ksak = authentication.encoded();
    try {
      return List.of(SecretOctets.copyOf(z), SecretOctets.copyOf(ksak));
    } finally {
      Arrays.fill(z, (byte) 0);
      Arrays.fill(ksak, (byte) 0);
    }
  }

  @Override
  public Octets encryption() {
    return Octets.of(secret.publicKey().encoded());
  }

  @Override
  public Octets authentication() {
    return Octets.of(authentication.publicKey().encoded());
  }

  @Override
  public IssuedKeys issue(Octets identifier) {
    byte[] rsk = secret.issue(identifier.toArray());
    try (SigningKeyPair pair = authentication.issue(identifier.toArray(), random)) {
      byte[] ssk = pair.ssk();
      try {
        return new IssuedKeys(
            SecretOctets.copyOf(rsk), SecretOctets.copyOf(ssk), Octets.of(pair.pvt()));
      } finally {
        Arrays.fill(ssk, (byte) 0);
      }
    } finally {
      Arrays.fill(rsk, (byte) 0);
    }
  }

  @Override
  public Custody custody() {
    return custody;
  }

  @Override
  public void close() {
    secret.close();
    authentication.close();
  }

  @Override
  public String toString() {
    return "SoftwareKmsMasterKeys";
  }
}
