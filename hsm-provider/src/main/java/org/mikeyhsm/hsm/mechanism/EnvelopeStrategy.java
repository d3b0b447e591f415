package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeTransport;

/** A way to send and open an envelope key (RFC 3830 section 3.2). */
public interface EnvelopeStrategy extends Strategy {
  /** The ways for each cipher, by its JCA name, best custody first. */
  Map<String, List<EnvelopeStrategy>> BY_ALGORITHM =
      Map.of(
          RsaPadding.PKCS1.algorithm(),
          List.of(
              new ProfileEnvelope(RsaPadding.PKCS1),
              new RsaWrap(RsaPadding.PKCS1),
              new RsaDecrypt(RsaPadding.PKCS1)),
          RsaPadding.OAEP_SHA1.algorithm(),
          List.of(
              new ProfileEnvelope(RsaPadding.OAEP_SHA1),
              new RsaWrap(RsaPadding.OAEP_SHA1),
              new RsaDecrypt(RsaPadding.OAEP_SHA1)),
          RsaPadding.OAEP_SHA256.algorithm(),
          List.of(
              new ProfileEnvelope(RsaPadding.OAEP_SHA256),
              new RsaWrap(RsaPadding.OAEP_SHA256),
              new RsaDecrypt(RsaPadding.OAEP_SHA256)));

  /** Octets of the envelope keys to make on this token. */
  default int keyLength(Token token) {
    return EnvelopeTransport.DEFAULT_LENGTH;
  }

  /** Octets of the envelope keys to expect, one after the other. */
  default List<Integer> expectedLengths() {
    return List.of(EnvelopeTransport.DEFAULT_LENGTH);
  }

  /**
   * Generates a key and encrypts it for a recipient.
   *
   * @param guard judges the key
   * @return the caller closes it
   * @throws GeneralSecurityException if the token cannot use {@code recipient}, or cannot make such
   *     a key, or the policy forbids it
   */
  Encapsulated encapsulate(
      Token token, CustodyGuard guard, PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException;

  /**
   * Opens an envelope.
   *
   * @param guard judges the key
   * @param expected the key; its length is for ways that must know it
   * @return the key, which the caller closes
   * @throws javax.crypto.BadPaddingException if no key comes out, whatever is wrong
   * @throws GeneralSecurityException if the token cannot use {@code key}, or the policy forbids
   *     what comes out
   */
  TokenKey decapsulate(
      Token token,
      CustodyGuard guard,
      TokenPrivateKey key,
      byte[] encapsulation,
      DerivedKeySpec expected)
      throws GeneralSecurityException;
}
