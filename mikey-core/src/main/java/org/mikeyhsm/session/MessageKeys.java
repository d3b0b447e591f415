package org.mikeyhsm.session;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;

/**
 * The keys that protect the messages of one exchange: auth_key, encr_key and salt_key, derived from
 * a pre-shared or envelope key when first needed (RFC 3830 section 4.1.4), so that nothing is
 * derived for decryption before the MAC was verified.
 *
 * <p>Not thread-safe. {@link #close()} destroys the derived keys, not the inkey.
 */
public final class MessageKeys implements AutoCloseable {
  private final Provider provider;
  private final KeyDerivation prf;
  private final SecretName inkeyName;
  private final CustodialKey inkey;
  private final int csbId;
  private final Octets rand;
  private final List<CustodialKey> derived = new ArrayList<>();
  private CustodyReport custody = CustodyReport.empty();
  private Optional<CustodialKey> authKey = Optional.empty();

  /**
   * Prepares the derivation.
   *
   * @param provider the provider that holds {@code inkey}
   * @param prfFunc the PRF of the header
   * @param inkeyName what the inkey is, for the custody report
   * @param inkey the pre-shared or envelope key
   * @param csbId the CSB ID
   * @param rand the RAND of the initial exchange
   * @throws NoSuchAlgorithmException if the provider lacks the PRF
   */
  public MessageKeys(
      Provider provider,
      PrfFunc prfFunc,
      SecretName inkeyName,
      CustodialKey inkey,
      int csbId,
      Octets rand)
      throws NoSuchAlgorithmException {
    this.provider = provider;
    this.prf =
        KeyDerivation.getInstance(
            Algorithms.keyDerivation(prfFunc)
                .orElseThrow(() -> new NoSuchAlgorithmException("PRF func " + prfFunc)),
            provider);
    this.inkeyName = inkeyName;
    this.inkey = inkey;
    this.csbId = csbId;
    this.rand = rand;
  }

  /**
   * A MAC keyed with auth_key (RFC 3830 section 4.2.4: as long as the hash's output).
   *
   * @throws NoSuchAlgorithmException if the provider lacks the MAC; NULL is none
   * @throws InvalidKeyException if the provider cannot use the inkey
   */
  public Mac mac(MacAlg alg) throws GeneralSecurityException {
    String name =
        Algorithms.mac(alg).orElseThrow(() -> new NoSuchAlgorithmException("MAC alg " + alg));
    Mac mac = Mac.getInstance(name, provider);
    if (authKey.isEmpty()) {
      authKey =
          Optional.of(
              derive(
                  SecretName.AUTH_KEY,
                  DerivationLabels.MESSAGE_AUTHENTICATION,
                  KeyUse.MESSAGE_AUTHENTICATION,
                  mac.getMacLength()));
    }
    mac.init(authKey.get());
    return mac;
  }

  /**
   * Keys and IV inputs for the key data (RFC 3830 section 4.2.3).
   *
   * @param alg NULL, AES-CM-128 or AES-KW-128
   * @param t the initiator's timestamp
   * @throws NoSuchAlgorithmException if {@code alg} is another
   * @throws InvalidKeyException if the provider cannot use the inkey
   */
  public KeyDataProtection protection(EncrAlg alg, TimestampPayload t)
      throws GeneralSecurityException {
    long timestamp = NtpTime.of(t);
    if (alg.equals(EncrAlg.NULL)) {
      return KeyDataProtection.none(csbId, timestamp);
    }
    int saltLength;
    KeyUse use;
    if (alg.equals(EncrAlg.AES_CM_128)) {
      saltLength = KeyDataCiphers.AES_CM_SALT_LENGTH;
      use = KeyUse.KEY_DATA_ENCRYPTION;
    } else if (alg.equals(EncrAlg.AES_KW_128)) {
      saltLength = KeyDataCiphers.AES_KW_SALT_LENGTH;
      use = KeyUse.KEY_DATA_WRAPPING;
    } else {
      throw new NoSuchAlgorithmException("Encr alg " + alg);
    }
    CustodialKey encrKey =
        derive(
            SecretName.ENCR_KEY,
            DerivationLabels.MESSAGE_ENCRYPTION,
            use,
            KeyDataCiphers.ENCR_KEY_LENGTH);
    CustodialKey saltKey =
        derive(SecretName.SALT_KEY, DerivationLabels.MESSAGE_SALT, KeyUse.MESSAGE_SALT, saltLength);
    return new KeyDataProtection(Optional.of(encrKey), Optional.of(saltKey), csbId, timestamp);
  }

  /** The inkey, once it was used, and what was derived from it so far. */
  public CustodyReport custody() {
    return custody;
  }

  private CustodialKey derive(SecretName name, int constant, KeyUse use, int length)
      throws InvalidKeyException {
    CustodialKey key =
        prf.deriveKey(
            inkey,
            DerivationLabels.message(constant, csbId, rand),
            DerivedKeySpec.held(use, length));
    derived.add(key);
    custody = custody.plus(inkeyName, inkey.custody()).plus(name, key.custody());
    return key;
  }

  @Override
  public void close() {
    derived.forEach(CustodialKey::close);
    derived.clear();
    authKey = Optional.empty();
  }
}
