package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeCiphers;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/**
 * An RSA envelope by C_Decrypt, for tokens without C_UnwrapKey (a TPM): the envelope key crosses
 * host memory.
 */
final class RsaDecrypt implements EnvelopeStrategy {
  private final RsaPadding padding;

  RsaDecrypt(RsaPadding padding) {
    this.padding = padding;
  }

  @Override
  public List<Need> needs() {
    return List.of(padding.needs(Ability.DECRYPT));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TRANSIENT;
  }

  @Override
  public Encapsulated encapsulate(
      Token token, CustodyGuard guard, PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException {
    Custody custody = custody(token, Origin.GENERATED, "C_GenerateRandom, C_CreateObject");
    List<String> missing = missing(token);
    guard.permit(spec.use().secretClass(), custody, missing);
    byte[] octets = new byte[spec.length()];
    try {
      token.generateRandom(octets);
      Octets encapsulation =
          Octets.of(
              EnvelopeCiphers.of(padding.algorithm(), Cipher.ENCRYPT_MODE, recipient)
                  .doFinal(octets));
      TokenKey key = SessionKeys.create(token, octets, spec.use(), custody);
      return new Encapsulated(guard.admit(spec.use().secretClass(), key, missing), encapsulation);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  @Override
  public TokenKey decapsulate(
      Token token,
      CustodyGuard guard,
      TokenPrivateKey key,
      byte[] encapsulation,
      DerivedKeySpec expected)
      throws GeneralSecurityException {
    KeyUse use = expected.use();
    Custody custody =
        custody(
            token,
            Origin.UNWRAPPED,
            "C_Decrypt with " + padding.mechanismName() + ", C_CreateObject");
    List<String> missing = missing(token);
    guard.permit(use.secretClass(), custody, missing);
    byte[] octets = new byte[0];
    try {
      octets = token.decrypt(padding.mechanism(), key, encapsulation);
      if (octets.length == 0) {
        throw new BadPaddingException("the envelope does not open");
      }
      return guard.admit(
          use.secretClass(), SessionKeys.create(token, octets, use, custody), missing);
    } catch (CryptokiException e) {
      throw RsaWrap.opens(e);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private List<String> missing(Token token) {
    return TokenOperations.of(token).envelopes().get(padding.algorithm()).missing();
  }

  private static Custody custody(Token token, Origin origin, String how) {
    return new Custody(CustodyLevel.TRANSIENT, origin, token.boundary(), how);
  }
}
