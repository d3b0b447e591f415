package org.mikeyhsm.hsm.mechanism;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Questions;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.message.Octets;

/**
 * An RSA envelope by the MIKEY profile: generated and encrypted in one call, so that it was never
 * extractable; opened without a word on whether decryption failed, so the key's length is told to
 * the token.
 */
final class ProfileEnvelope implements EnvelopeStrategy {
  private static final int SHORTEST = 16;
  private static final int LONGEST = 256;

  /** What we make; what others make, an AES-128 key's length; and twice that. */
  private static final List<Integer> EXPECTED = List.of(EnvelopeTransport.DEFAULT_LENGTH, 16, 32);

  private final RsaPadding padding;

  ProfileEnvelope(RsaPadding padding) {
    this.padding = padding;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.MIKEY_ENVELOPE_GENERATE, Ability.GENERATE),
        new Need(MechanismType.MIKEY_ENVELOPE_UNWRAP, Ability.UNWRAP),
        MikeyProfile.derives(MechanismType.MIKEY_PRF));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public List<Integer> expectedLengths() {
    return EXPECTED;
  }

  /** Parameter: encoding (1), key length (2), modulus length (2), modulus, public exponent. */
  @Override
  public Encapsulated encapsulate(
      Token token, CustodyGuard guard, PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException {
    if (!(recipient instanceof RSAPublicKey rsa)) {
      throw new InvalidKeyException("an RSA envelope takes an RSA public key");
    }
    requireLength(spec);
    Custody custody =
        MikeyProfile.custody(
            token, CustodyLevel.TOKEN, Origin.GENERATED, MechanismType.MIKEY_ENVELOPE_GENERATE);
    guard.permit(spec.use().secretClass(), custody, List.of());
    byte[] modulus = BigNumbers.octets(rsa.getModulus()).toArray();
    byte[] exponent = BigNumbers.octets(rsa.getPublicExponent()).toArray();
    byte[] parameter =
        ByteBuffer.allocate(5 + modulus.length + exponent.length)
            .put(padding.encoding())
            .putShort((short) spec.length())
            .putShort((short) modulus.length)
            .put(modulus)
            .put(exponent)
            .array();
    Token.Told made =
        token
            .makeKeys(
                KeySource.generate(
                    new Mechanism.Flat(MechanismType.MIKEY_ENVELOPE_GENERATE, Octets.of(parameter)),
                    MikeyProfile.template(MikeyProfile.Use.ENVELOPE)),
                new Questions(
                    AttributeType.MIKEY_KEYS,
                    Set.of(AttributeType.MIKEY_WRAPPED),
                    Set.of(),
                    told -> Set.of()),
                told -> new TokenKey.Description(spec.use(), spec.length(), custody))
            .get(0);
    TokenKey key = guard.admit(spec.use().secretClass(), made.key(), List.of());
    boolean done = false;
    try {
      Octets wrapped =
          made.attributes()
              .octets(AttributeType.MIKEY_WRAPPED)
              .orElseThrow(
                  () -> new KeyRefusedException("the token does not tell the envelope it made"));
      done = true;
      return new Encapsulated(key, wrapped);
    } finally {
      if (!done) {
        key.close();
      }
    }
  }

  /** Parameter: encoding (1), key length (2). */
  @Override
  public TokenKey decapsulate(
      Token token,
      CustodyGuard guard,
      TokenPrivateKey key,
      byte[] encapsulation,
      DerivedKeySpec expected)
      throws GeneralSecurityException {
    requireLength(expected);
    Custody custody =
        MikeyProfile.custody(
            token, key.custody().level(), Origin.UNWRAPPED, MechanismType.MIKEY_ENVELOPE_UNWRAP);
    guard.permit(expected.use().secretClass(), custody, List.of());
    byte[] parameter =
        ByteBuffer.allocate(3).put(padding.encoding()).putShort((short) expected.length()).array();
    try {
      return guard.admit(
          expected.use().secretClass(),
          token.makeKey(
              List.of(
                  KeySource.unwrap(
                      new Mechanism.Flat(MechanismType.MIKEY_ENVELOPE_UNWRAP, Octets.of(parameter)),
                      key,
                      encapsulation,
                      MikeyProfile.template(MikeyProfile.Use.ENVELOPE))),
              new TokenKey.Description(expected.use(), expected.length(), custody)),
          List.of());
    } catch (CryptokiException e) {
      throw RsaWrap.opens(e);
    }
  }

  private static void requireLength(DerivedKeySpec spec) throws InvalidKeyException {
    if (spec.length() < SHORTEST || spec.length() > LONGEST) {
      throw new InvalidKeyException(
          "this token makes envelope keys of 16 to 256 octets, not " + spec.length());
    }
  }
}
