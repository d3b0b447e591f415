package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import javax.crypto.BadPaddingException;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Evidence;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;

/**
 * An RSA envelope by C_UnwrapKey: the envelope key goes from the ciphertext into an object,
 * sensitive and not extractable. To send one, it is generated extractable, wrapped by C_WrapKey,
 * and made not extractable; standard PKCS#11 has no other way, so its evidence says
 * lockedAfterWrap.
 *
 * <p>The object is one; an envelope key of more than 256 bits, which the PRF would split, is
 * refused where the token tells its length, and elsewhere gives other keys than the sender's, so
 * that the MAC fails.
 */
final class RsaWrap implements EnvelopeStrategy {
  private static final List<String> ONE_CALL =
      List.of("a mechanism that generates and wraps a key in one call");

  private static final String CLOSED = "the envelope does not open";

  private final RsaPadding padding;

  RsaWrap(RsaPadding padding) {
    this.padding = padding;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        padding.needs(Ability.UNWRAP),
        padding.needs(Ability.WRAP),
        new Need(MechanismType.GENERIC_SECRET_KEY_GEN, Ability.GENERATE));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public boolean locksAfterWrap() {
    return true;
  }

  /** A key that is used as it was unwrapped cannot be padded to what HMAC takes on the token. */
  @Override
  public int keyLength(Token token) {
    return Math.max(EnvelopeTransport.DEFAULT_LENGTH, least(token, KeyUse.ENVELOPE));
  }

  private static int least(Token token, KeyUse use) {
    return signs(token, use) ? HmacSha1.minKeyLength(token) : 1;
  }

  private static boolean signs(Token token, KeyUse use) {
    return KeyTemplates.usage(token, use).contains(AttributeType.SIGN);
  }

  @Override
  public Encapsulated encapsulate(
      Token token, CustodyGuard guard, PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException {
    if (!(recipient instanceof RSAPublicKey rsa)) {
      throw new InvalidKeyException("an RSA envelope takes an RSA public key");
    }
    int least = least(token, spec.use());
    if (spec.length() < least || spec.length() > MikeyPrf.BLOCK_LENGTH) {
      throw new InvalidKeyException(
          "this token makes envelope keys of " + least + " to 32 octets, not " + spec.length());
    }
    Custody custody =
        new Custody(
            CustodyLevel.TOKEN,
            Origin.GENERATED,
            token.boundary(),
            "CKM_GENERIC_SECRET_KEY_GEN, C_WrapKey with " + padding.mechanismName());
    guard.permit(
        spec.use().secretClass(),
        custody.with(new Evidence(custody.evidence().attributes(), true)),
        ONE_CALL);
    List<Attribute> template =
        KeyTemplates.with(
            KeyTemplates.with(
                KeyTemplates.secretOfLength(token, spec.use(), spec.length()),
                AttributeType.EXTRACTABLE,
                true),
            AttributeType.MODIFIABLE,
            true);
    TokenKey key =
        token.makeKey(
            List.of(
                KeySource.generate(
                    new Mechanism.Plain(MechanismType.GENERIC_SECRET_KEY_GEN), template)),
            new TokenKey.Description(spec.use(), spec.length(), custody));
    boolean done = false;
    try {
      Token.Wrapped wrapped = token.wrapThenLock(padding.mechanism(), publicKey(rsa), key);
      Encapsulated result =
          new Encapsulated(
              guard.admit(spec.use().secretClass(), wrapped.key(), ONE_CALL), wrapped.wrapped());
      done = true;
      return result;
    } finally {
      if (!done) {
        key.close();
      }
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
        new Custody(
            CustodyLevel.TOKEN,
            Origin.UNWRAPPED,
            token.boundary(),
            "C_UnwrapKey with " + padding.mechanismName());
    guard.permit(use.secretClass(), custody, List.of());
    TokenKey unwrapped;
    try {
      unwrapped =
          token.makeKey(
              List.of(
                  KeySource.unwrap(
                      padding.mechanism(), key, encapsulation, KeyTemplates.secret(token, use, 0))),
              new TokenKey.Description(use, 0, custody));
    } catch (CryptokiException e) {
      throw opens(e);
    }
    if (unwrapped.storedLength(0) > MikeyPrf.BLOCK_LENGTH) {
      unwrapped.close();
      throw new InvalidKeyException("this token takes envelope keys of 32 octets or fewer");
    }
    requireUsable(token, use, unwrapped);
    return guard.admit(use.secretClass(), unwrapped, List.of());
  }

  /** What the token unwrapped and does not use, for its length, looks like what does not open. */
  private static void requireUsable(Token token, KeyUse use, TokenKey key)
      throws BadPaddingException {
    if (!signs(token, use)) {
      return;
    }
    try {
      token.sign(HmacSha1.MECHANISM, key, 0, new byte[1]);
    } catch (InvalidKeyException e) {
      key.close();
      throw new BadPaddingException(CLOSED);
    }
  }

  /** Tokens tell bad padding by many codes; all look alike here. */
  static BadPaddingException opens(CryptokiException e) {
    if (e.isLost() || e.is(CryptokiException.DEVICE_ERROR)) {
      throw e;
    }
    return new BadPaddingException(CLOSED);
  }

  static List<Attribute> publicKey(RSAPublicKey key) {
    return List.of(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_PUBLIC_KEY),
        new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_RSA),
        new Attribute.Flag(AttributeType.TOKEN, false),
        new Attribute.Flag(AttributeType.WRAP, true),
        new Attribute.Text(AttributeType.MODULUS, BigNumbers.octets(key.getModulus())),
        new Attribute.Text(
            AttributeType.PUBLIC_EXPONENT, BigNumbers.octets(key.getPublicExponent())));
  }
}
