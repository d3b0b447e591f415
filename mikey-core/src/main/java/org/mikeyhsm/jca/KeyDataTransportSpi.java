package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/**
 * What a provider implements to offer a {@link KeyDataTransport}. An instance serves one thread at
 * a time.
 */
public interface KeyDataTransportSpi {

  /**
   * Generates keys and encrypts them as key data sub-payloads, in one call so that a token need
   * never let them out.
   *
   * @param protection keys and IV inputs
   * @param requests the keys to generate, in the order of sending
   * @return the Encr data and the sender's copies, which the caller closes
   * @throws GeneralSecurityException if the provider cannot use the keys, or the algorithm cannot
   *     carry key data of that length
   */
  SealedKeyData generateAndWrap(KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException;

  /**
   * Decrypts key data sub-payloads.
   *
   * @param protection keys and IV inputs
   * @param encrData the Encr data field
   * @param tekPlace where TEKs that were sent as such shall live
   * @return the keys in the order received, which the caller closes; none when this throws
   * @throws GeneralSecurityException if the provider cannot use the keys, or what comes out is not
   *     key data; the cause of the latter is not told
   */
  List<TransportedKey> unwrap(KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException;

  /**
   * Generates keys and encrypts them behind an identity, as {@link
   * #generateAndWrap(KeyDataProtection, List)} does without one.
   *
   * @param requests the keys to generate; there may be none
   * @throws GeneralSecurityException as there, and always unless the provider overrides this
   */
  default SealedKeyData generateAndWrap(
      KeyDataProtection protection, IdPayload identity, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    throw new NoSuchAlgorithmException(
        "this provider cannot put an identity before the keys (RFC 3830 3.2)");
  }

  /**
   * Generates a key that {@link #wrap} can encrypt again and again: the TGK of a group.
   *
   * @return the caller closes it
   * @throws GeneralSecurityException if the provider cannot make such a key, and always unless the
   *     provider overrides this
   */
  default TransportedKey generateToShare(KeyDataRequest request) throws GeneralSecurityException {
    throw new NoSuchAlgorithmException(
        "this provider cannot send keys that exist already (RFC 4738 3.2)");
  }

  /**
   * Encrypts keys of {@link #generateToShare} behind an identity.
   *
   * @throws GeneralSecurityException if the provider cannot use a key, and always unless the
   *     provider overrides this
   */
  default Octets wrap(KeyDataProtection protection, IdPayload identity, List<TransportedKey> keys)
      throws GeneralSecurityException {
    throw new NoSuchAlgorithmException(
        "this provider cannot send keys that exist already (RFC 4738 3.2)");
  }

  /**
   * Decrypts an identity and the key data behind it, as {@link #unwrap} does without one.
   *
   * @throws GeneralSecurityException as there, and always unless the provider overrides this
   */
  default IdentifiedKeyData unwrapIdentified(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    throw new NoSuchAlgorithmException(
        "this provider cannot take an identity before the keys (RFC 3830 3.2)");
  }
}
