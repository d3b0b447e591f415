package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/**
 * Encrypts and decrypts the key data sub-payloads of a KEMAC payload (RFC 3830 sections 4.2.3, 6.2
 * and 6.13). Algorithms: {@code NULL}, {@code AES-CM-128}, {@code AES-KW-128}.
 *
 * <p>Not thread-safe; an instance is cheap.
 */
public final class KeyDataTransport {
  /** The service type under which providers list their implementations. */
  public static final String SERVICE_TYPE = "KeyDataTransport";

  private final KeyDataTransportSpi spi;

  private KeyDataTransport(KeyDataTransportSpi spi) {
    this.spi = spi;
  }

  /**
   * Finds the implementation of a provider.
   *
   * @throws NoSuchAlgorithmException if {@code provider} has none of that name
   */
  public static KeyDataTransport getInstance(String algorithm, Provider provider)
      throws NoSuchAlgorithmException {
    return new KeyDataTransport(
        Engines.find(SERVICE_TYPE, algorithm, provider, KeyDataTransportSpi.class));
  }

  /**
   * Generates keys and encrypts them as key data sub-payloads.
   *
   * @param protection keys and IV inputs
   * @param requests the keys to generate, in the order of sending; none for an update without keys
   * @return the Encr data and the sender's copies, which the caller closes
   * @throws GeneralSecurityException if the provider cannot use the keys, or the algorithm cannot
   *     carry key data of that length (AES-KW-128 takes a multiple of 8 octets, at least 16; RFC
   *     3830 has no padding)
   */
  public SealedKeyData generateAndWrap(KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return requests.isEmpty()
        ? new SealedKeyData(Octets.empty(), List.of())
        : spi.generateAndWrap(protection, List.copyOf(requests));
  }

  /**
   * Generates keys and encrypts them behind the sender's identity, IDi || {TGK} (RFC 3830 section
   * 3.2, RFC 4738 section 3.6).
   *
   * @param protection keys and IV inputs
   * @param identity the sender's identity
   * @param requests the keys to generate, in the order of sending; none for an update without keys
   * @return the Encr data and the sender's copies, which the caller closes
   * @throws GeneralSecurityException as {@link #generateAndWrap(KeyDataProtection, List)}, or if
   *     the provider cannot send an identity
   */
  public SealedKeyData generateAndWrap(
      KeyDataProtection protection, IdPayload identity, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return spi.generateAndWrap(protection, identity, List.copyOf(requests));
  }

  /**
   * Generates a key to be sent to several, as it is to the members of a group (RFC 4738 section
   * 3.2). In a token it can be encrypted for whoever is named: CKA_EXTRACTABLE is true.
   *
   * @return the caller closes it
   * @throws GeneralSecurityException if the provider cannot make such a key
   */
  public TransportedKey generateToShare(KeyDataRequest request) throws GeneralSecurityException {
    return spi.generateToShare(request);
  }

  /**
   * Encrypts keys of {@link #generateToShare} behind the sender's identity: those of a group, which
   * all its members are sent (RFC 4738 section 3.2).
   *
   * @param protection keys and IV inputs
   * @param identity the sender's identity
   * @param keys the keys, which stay the caller's
   * @return the Encr data
   * @throws GeneralSecurityException if the provider cannot use a key, or does not let it go
   */
  public Octets wrap(KeyDataProtection protection, IdPayload identity, List<TransportedKey> keys)
      throws GeneralSecurityException {
    return spi.wrap(protection, identity, List.copyOf(keys));
  }

  /**
   * Decrypts an identity and the key data sub-payloads behind it.
   *
   * @param protection keys and IV inputs
   * @param encrData the Encr data field
   * @param tekPlace where TEKs that were sent as such shall live
   * @return the identity, which the caller compares, and the keys, which it closes
   * @throws GeneralSecurityException as {@link #unwrap}, or if the provider cannot receive an
   *     identity
   */
  public IdentifiedKeyData unwrapIdentified(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return spi.unwrapIdentified(protection, encrData, tekPlace);
  }

  /**
   * Decrypts key data sub-payloads.
   *
   * @param protection keys and IV inputs
   * @param encrData the Encr data field; empty in an update without keys (RFC 3830 section 6.2)
   * @param tekPlace where TEKs that were sent as such shall live
   * @return the keys in the order received, which the caller closes; none when this throws
   * @throws GeneralSecurityException if the provider cannot use the keys, or what comes out is not
   *     key data; the cause of the latter is not told
   */
  public List<TransportedKey> unwrap(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return encrData.isEmpty() ? List.of() : spi.unwrap(protection, encrData, tekPlace);
  }
}
