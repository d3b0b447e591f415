package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/** A way to send and receive the key data of a KEMAC payload (RFC 3830 sections 4.2.3, 6.2). */
public interface KeyDataStrategy extends Strategy {
  /** The ways for each Encr alg of RFC 3830 Table 6.2.a, best custody first. */
  Map<String, List<KeyDataStrategy>> BY_ALGORITHM =
      Map.of(
          "NULL", List.of(new NullTransport()),
          "AES-CM-128",
              List.of(
                  new ProfileKeyData(ProfileKeyData.Cipher.AES_CM_128),
                  new KeyStreamAesCm(),
                  new AesCm()),
          "AES-KW-128", List.of(new ProfileKeyData(ProfileKeyData.Cipher.AES_KW_128), new AesKw()));

  /** The usage flags of an encr_key that is used in this way. */
  Set<AttributeType> encrKeyUsage();

  /** The mechanisms that an encr_key may be used with. */
  Set<MechanismType> encrKeyMechanisms();

  /**
   * Generates keys and encrypts them.
   *
   * @param guard judges each key
   * @param identity what stands before them (RFC 3830 section 3.2)
   * @return the Encr data and the sender's copies, which the caller closes
   * @throws GeneralSecurityException if the token cannot use the protection's keys, or the
   *     algorithm cannot carry key data of that length, or the policy forbids a key
   */
  SealedKeyData generateAndWrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Optional<IdPayload> identity,
      List<KeyDataRequest> requests)
      throws GeneralSecurityException;

  /**
   * Generates a key to be sent to several: CKA_SENSITIVE, CKA_EXTRACTABLE.
   *
   * @param guard judges it
   * @return the caller closes it
   * @throws GeneralSecurityException if the token cannot make such a key, or the policy forbids it
   */
  TransportedKey generateToShare(Token token, CustodyGuard guard, KeyDataRequest request)
      throws GeneralSecurityException;

  /**
   * Encrypts keys of {@link #generateToShare} behind an identity.
   *
   * @param keys stay the caller's
   * @return the Encr data
   * @throws GeneralSecurityException if the token cannot use the protection's keys, or does not let
   *     a key go
   */
  Octets wrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      IdPayload identity,
      List<TransportedKey> keys)
      throws GeneralSecurityException;

  /**
   * Decrypts key data.
   *
   * @param guard judges each key
   * @return the keys, which the caller closes
   * @throws GeneralSecurityException if the token cannot use the protection's keys, or what comes
   *     out is not key data, or the policy forbids a key
   */
  List<TransportedKey> unwrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException;

  /** As {@link #unwrap}, of key data behind an identity. */
  IdentifiedKeyData unwrapIdentified(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException;
}
