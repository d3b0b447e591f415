package org.mikeyhsm.hsm.mechanism;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
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
import org.mikeyhsm.jca.DecapsulationException;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * SAKKE (RFC 6508) by the MIKEY profile: an SSV is generated in the token, encapsulated there while
 * it may be, and opened there with a Receiver Secret Key that is an object. The public computation
 * is the token's as well, as it takes the SSV.
 */
public final class ProfileSakke implements Strategy {
  /** Octets of an SSV. */
  private static final int SSV_OCTETS = 16;

  /** Octets of Encapsulated Data. */
  private static final int DATA_OCTETS = 273;

  /** Parameter Set 1 of RFC 6509. */
  private static final byte SET_1 = 1;

  /** Receivers that one call takes. */
  private static final int MOST_RECEIVERS = 255;

  private static final KeyUse USE = KeyUse.TEK_GENERATION;

  private final IdentityImport imports =
      new IdentityImport(MikeyProfile.Use.RSK, "SAKKE", MechanismType.MIKEY_SAKKE_DECAPSULATE);

  ProfileSakke() {}

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.MIKEY_SAKKE_GENERATE, Ability.GENERATE),
        MikeyProfile.derives(MechanismType.MIKEY_SAKKE_ENCAPSULATE),
        new Need(MechanismType.MIKEY_SAKKE_DECAPSULATE, Ability.UNWRAP),
        MikeyProfile.derives(MechanismType.MIKEY_PRF));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  /**
   * Verifies an RSK and makes it a session object.
   *
   * @return the key, which the caller closes; custody TRANSIENT, as its octets were here
   * @throws InvalidKeyException if it is not that KMS's key for that identifier
   */
  public TokenPrivateKey importKey(Token token, SakkeReceiverKeySpec spec)
      throws InvalidKeyException {
    return imports.sessionKey(token, spec.rsk(), identity(spec));
  }

  /**
   * As {@link #importKey}, a token object: provisioning.
   *
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a secret key of that label
   */
  public void provision(Token token, String label, SakkeReceiverKeySpec spec)
      throws InvalidKeyException {
    imports.tokenKey(token, label, spec.rsk(), identity(spec));
  }

  /**
   * As {@link #provision}, of an RSK that its KMS wrapped for an RSA key pair of this token.
   *
   * @param kmsPublicKey Z, 257 octets
   * @param identifier the user's
   * @param transport the RSA private key
   */
  public void provisionWrapped(
      Token token,
      String label,
      Octets kmsPublicKey,
      Octets identifier,
      TokenPrivateKey transport,
      Octets wrapped)
      throws InvalidKeyException {
    imports.wrappedTokenKey(token, label, transport, wrapped, identity(kmsPublicKey, identifier));
  }

  private static List<Attribute> identity(SakkeReceiverKeySpec spec) throws InvalidKeyException {
    return identity(Octets.of(spec.kmsPublicKey().key().encoded()), spec.identifier());
  }

  private static List<Attribute> identity(Octets kmsPublicKey, Octets identifier)
      throws InvalidKeyException {
    return List.of(
        IdentityImport.attribute(AttributeType.MIKEY_PUBLIC_KEY, kmsPublicKey),
        IdentityImport.attribute(AttributeType.MIKEY_USER_ID, identifier));
  }

  /** Generates an SSV, which the caller closes. */
  public TokenKey generate(Token token, CustodyGuard guard) throws InvalidKeyException {
    Custody custody =
        MikeyProfile.custody(
            token, CustodyLevel.TOKEN, Origin.GENERATED, MechanismType.MIKEY_SAKKE_GENERATE);
    guard.permit(USE.secretClass(), custody, List.of());
    return guard.admit(
        USE.secretClass(),
        token.makeKey(
            List.of(
                KeySource.generate(
                    flat(MechanismType.MIKEY_SAKKE_GENERATE, new byte[] {SET_1, 0}),
                    MikeyProfile.template(MikeyProfile.Use.SSV_SENT, SSV_OCTETS))),
            new TokenKey.Description(USE, SSV_OCTETS, custody)),
        List.of());
  }

  /**
   * An SSV of known octets, which may be encapsulated.
   *
   * @return the key, which the caller closes; custody TRANSIENT
   */
  public TokenKey importSsv(Token token, SecretOctets ssv) throws InvalidKeyException {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_GENERIC_SECRET));
    template.add(new Attribute.Secret(AttributeType.VALUE, ssv));
    template.addAll(MikeyProfile.template(MikeyProfile.Use.SSV_SENT));
    return token.makeKey(
        List.of(KeySource.create(template)),
        new TokenKey.Description(
            USE,
            ssv.length(),
            MikeyProfile.custody(
                token,
                CustodyLevel.TRANSIENT,
                Origin.IMPORTED,
                MechanismType.MIKEY_SAKKE_ENCAPSULATE)));
  }

  /**
   * Encapsulates an SSV that was made for it.
   *
   * @param kmsPublicKey Z, 257 octets
   * @param identifiers each an integer in 2 to q - 1
   * @throws InvalidKeyException if the key is none that this token may encapsulate: one received,
   *     or of another use
   * @throws IllegalArgumentException if the token takes an identifier or the public key for none
   */
  public List<Octets> encapsulate(
      Token token, Key ssv, byte[] kmsPublicKey, List<Octets> identifiers)
      throws InvalidKeyException {
    TokenKey key = TokenKeys.require(token, ssv, USE);
    List<Octets> all = new ArrayList<>();
    for (int from = 0; from < identifiers.size(); from += MOST_RECEIVERS) {
      List<Octets> some =
          identifiers.subList(from, Math.min(identifiers.size(), from + MOST_RECEIVERS));
      byte[] data;
      try {
        data =
            token.publicValue(
                KeySource.derive(
                    flat(MechanismType.MIKEY_SAKKE_ENCAPSULATE, receivers(kmsPublicKey, some)),
                    key.blocks().get(0),
                    List.of()));
      } catch (CryptokiException e) {
        if (e.is(CryptokiException.MECHANISM_PARAM_INVALID)) {
          throw new IllegalArgumentException(
              "the token takes a SAKKE identifier for none: it is an integer in 2 to q - 1 (RFC"
                  + " 6508 section 2.2), of at most 1024 octets",
              e);
        }
        throw e;
      }
      if (data.length != some.size() * DATA_OCTETS) {
        throw new InvalidKeyException("the token gave " + data.length + " octets, not 273 each");
      }
      for (int i = 0; i < some.size(); i++) {
        all.add(Octets.of(data, i * DATA_OCTETS, (i + 1) * DATA_OCTETS));
      }
    }
    return List.copyOf(all);
  }

  /** Parameter Set (1), n (1), and n times Z (257), length (2), identifier. */
  private static byte[] receivers(byte[] kmsPublicKey, List<Octets> identifiers) {
    ByteArrayOutputStream parameter = new ByteArrayOutputStream();
    parameter.write(SET_1);
    parameter.write(identifiers.size());
    for (Octets identifier : identifiers) {
      parameter.writeBytes(kmsPublicKey);
      parameter.write(Math.min(identifier.length(), 0xFFFF) >> Byte.SIZE);
      parameter.write(Math.min(identifier.length(), 0xFFFF));
      parameter.writeBytes(identifier.toArray());
    }
    return parameter.toByteArray();
  }

  /**
   * Opens Encapsulated Data.
   *
   * @return the SSV, which the caller closes
   * @throws DecapsulationException if they are not 273 octets, or not for this key, whatever is
   *     wrong
   * @throws InvalidKeyException if the key was closed
   */
  public TokenKey decapsulate(
      Token token, CustodyGuard guard, TokenPrivateKey rsk, Octets encapsulation)
      throws DecapsulationException, InvalidKeyException {
    Custody custody =
        MikeyProfile.custody(
            token, rsk.custody().level(), Origin.UNWRAPPED, MechanismType.MIKEY_SAKKE_DECAPSULATE);
    guard.permit(USE.secretClass(), custody, List.of());
    if (rsk.isDestroyed()) {
      throw new InvalidKeyException("this key, or its token, was closed");
    }
    if (encapsulation.length() != DATA_OCTETS) {
      throw new DecapsulationException();
    }
    Optional<TokenKey> ssv;
    try {
      ssv =
          Optional.of(
              token.makeKey(
                  List.of(
                      KeySource.unwrap(
                          flat(MechanismType.MIKEY_SAKKE_DECAPSULATE, new byte[] {SET_1}),
                          rsk,
                          encapsulation.toArray(),
                          MikeyProfile.template(MikeyProfile.Use.SSV))),
                  new TokenKey.Description(USE, SSV_OCTETS, custody)));
    } catch (CryptokiException e) {
      if (!e.is(CryptokiException.WRAPPED_KEY_INVALID, CryptokiException.WRAPPED_KEY_LEN_RANGE)) {
        throw e;
      }
      ssv = Optional.empty();
    }
    return guard.admit(USE.secretClass(), ssv.orElseThrow(DecapsulationException::new), List.of());
  }

  private static Mechanism flat(MechanismType type, byte[] parameter) {
    return new Mechanism.Flat(type, Octets.of(parameter));
  }
}
