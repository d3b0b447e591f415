package org.mikeyhsm.mode.sakke;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.time.Instant;
import java.util.Objects;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialPrivateKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * A user's keys of one key period. Closing it closes them.
 *
 * @param kms the KMS that issued them
 * @param identifier the user's in that period
 * @param period the key period
 * @param signing the Secret Signing Key, with its PVT
 * @param decryption the Receiver Secret Key
 */
public record UserKeys(
    KmsDomain kms, Octets identifier, KeyPeriod period, PrivateKey signing, PrivateKey decryption)
    implements AutoCloseable {
  /** Refuses nulls. */
  public UserKeys {
    Objects.requireNonNull(kms, "kms");
    Objects.requireNonNull(identifier, "identifier");
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(signing, "signing");
    Objects.requireNonNull(decryption, "decryption");
  }

  /**
   * Has a provider verify and take what a KMS issued.
   *
   * @param user the user
   * @param time any in the key period
   * @param rsk 257 octets; the caller closes it
   * @param ssk 32 octets; the caller closes it
   * @param pvt 65 octets
   * @throws java.security.spec.InvalidKeySpecException if they are not this KMS's keys for this
   *     user and period
   * @throws IllegalArgumentException if the KMS's scheme has no identifier for the user
   */
  public static UserKeys take(
      Provider provider,
      KmsDomain kms,
      IdPayload user,
      Instant time,
      SecretOctets rsk,
      SecretOctets ssk,
      Octets pvt)
      throws GeneralSecurityException {
    Octets identifier = kms.scheme().identifier(user, time);
    PrivateKey signing =
        KeyFactory.getInstance("ECCSI", provider)
            .generatePrivate(
                new EccsiSigningKeySpec(kms.authentication().forSigner(identifier), ssk, pvt));
    boolean done = false;
    try {
      PrivateKey decryption =
          KeyFactory.getInstance("SAKKE", provider)
              .generatePrivate(new SakkeReceiverKeySpec(kms.encryption(), identifier, rsk));
      done = true;
      return new UserKeys(kms, identifier, kms.scheme().period(time), signing, decryption);
    } finally {
      if (!done) {
        close(signing);
      }
    }
  }

  CustodyReport signingCustody() {
    return report(SecretName.SSK, signing);
  }

  CustodyReport decryptionCustody() {
    return report(SecretName.RSK, decryption);
  }

  private static CustodyReport report(SecretName name, PrivateKey key) {
    return key instanceof CustodialPrivateKey custodial
        ? CustodyReport.empty().plus(name, custodial.custody())
        : CustodyReport.empty();
  }

  @Override
  public void close() {
    close(signing);
    close(decryption);
  }

  private static void close(PrivateKey key) {
    if (key instanceof CustodialPrivateKey custodial) {
      custodial.close();
    }
  }
}
