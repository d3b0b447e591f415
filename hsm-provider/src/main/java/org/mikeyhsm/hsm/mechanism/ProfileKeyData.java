package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Evidence;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Questions;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenObject;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.Octets;

/**
 * Key data of a KEMAC payload (RFC 3830 sections 4.2.3 and 6.13) by the MIKEY profile, any number
 * of keys with salts and KV fields: generated and encrypted in one call, decrypted in one call.
 * What comes out besides the keys is public: types, salts, validities.
 */
final class ProfileKeyData implements KeyDataStrategy {
  private static final Set<AttributeType> WANTED =
      EnumSet.of(
          AttributeType.VALUE_LEN,
          AttributeType.SIGN,
          AttributeType.DERIVE,
          AttributeType.MIKEY_USE,
          AttributeType.MIKEY_ORIGIN,
          AttributeType.MIKEY_KEY_DATA_TYPE,
          AttributeType.MIKEY_KEY_VALIDITY);

  private static final String UNREADABLE = "the key data does not decrypt";

  private static final List<String> SHARED =
      List.of("a group whose key goes to its members without being extractable");

  private final Cipher cipher;

  /** An Encr alg of RFC 3830 Table 6.2.a. */
  enum Cipher {
    AES_CM_128(1, KeyDataCiphers.AES_CM_SALT_LENGTH, KeyUse.KEY_DATA_ENCRYPTION),
    AES_KW_128(2, KeyDataCiphers.AES_KW_SALT_LENGTH, KeyUse.KEY_DATA_WRAPPING);

    private final int code;
    private final int saltLength;
    private final KeyUse use;

    Cipher(int code, int saltLength, KeyUse use) {
      this.code = code;
      this.saltLength = saltLength;
      this.use = use;
    }
  }

  ProfileKeyData(Cipher cipher) {
    this.cipher = cipher;
  }

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.MIKEY_KEY_DATA_GENERATE, Ability.GENERATE),
        new Need(MechanismType.MIKEY_KEY_DATA_UNWRAP, Ability.UNWRAP),
        MikeyProfile.derives(MechanismType.MIKEY_PRF));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public Set<AttributeType> encrKeyUsage() {
    return MikeyProfile.Use.KEK.usage();
  }

  /** None: CKA_MIKEY_USE decides. */
  @Override
  public Set<MechanismType> encrKeyMechanisms() {
    return Set.of();
  }

  @Override
  public SealedKeyData generateAndWrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Optional<IdPayload> identity,
      List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    try (Keys keys = keys(token, protection)) {
      if (requests.isEmpty()) {
        if (identity.isPresent()) {
          throw new InvalidKeyException("this token encrypts an identity with keys only");
        }
        return new SealedKeyData(Octets.empty(), List.of());
      }
      CustodyLevel level = keys.encrKey().custody().level();
      requireFits(identity, requests);
      byte[] requested = ProfileKeyDataOctets.requested(identity, requests);
      for (KeyDataRequest request : requests) {
        MikeyProfile.requireInside(request.place());
        guard.permit(
            use(request.keyType()).secretClass(),
            custody(token, level, Origin.GENERATED),
            List.of("an encr_key of a better level"));
      }
      List<Token.Told> made;
      try {
        made =
            make(
                token,
                level,
                Origin.GENERATED,
                Set.of(AttributeType.MIKEY_WRAPPED),
                KeySource.generate(
                    keys.both(),
                    handles ->
                        new Mechanism.Flat(
                            MechanismType.MIKEY_KEY_DATA_GENERATE,
                            Octets.of(
                                ProfileKeyDataOctets.toGenerate(
                                    handles.get(0),
                                    protection(protection, handles.get(1)),
                                    requested))),
                    MikeyProfile.commonTemplate()));
      } catch (CryptokiException e) {
        if (e.is(CryptokiException.FUNCTION_REJECTED)) {
          throw new InvalidKeyException(
              "this encr_key and IV have encrypted key data before: a key stream is used once", e);
        }
        throw e;
      }
      List<TransportedKey> held = admit(guard, made);
      Optional<Octets> encrData = made.get(0).attributes().octets(AttributeType.MIKEY_WRAPPED);
      if (held.size() != requests.size() || encrData.isEmpty() || !match(held, requests)) {
        held.forEach(TransportedKey::close);
        throw new KeyRefusedException("the token did not make the keys that were asked for");
      }
      return new SealedKeyData(encrData.get(), held);
    }
  }

  @Override
  public List<TransportedKey> unwrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    if (encrData.isEmpty()) {
      return List.of();
    }
    List<Token.Told> made = open(token, guard, protection, encrData, ProfileKeyDataOctets.KEY_DATA);
    return inside(admit(guard, made), tekPlace);
  }

  @Override
  public IdentifiedKeyData unwrapIdentified(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    if (encrData.isEmpty()) {
      throw new BadPaddingException(UNREADABLE);
    }
    List<Token.Told> made = open(token, guard, protection, encrData, ProfileKeyDataOctets.IDENTITY);
    Optional<IdPayload> identity =
        made.get(0)
            .attributes()
            .octets(AttributeType.MIKEY_IDENTITY)
            .filter(told -> !told.isEmpty())
            .flatMap(told -> LeadingIdentity.decode(told.toArray()));
    if (identity.isEmpty()) {
      made.forEach(one -> one.key().close());
      throw new BadPaddingException(UNREADABLE);
    }
    return new IdentifiedKeyData(identity.get(), inside(admit(guard, made), tekPlace));
  }

  private static List<TransportedKey> inside(List<TransportedKey> held, KeyPlace tekPlace)
      throws InvalidKeyException {
    if (tekPlace == KeyPlace.HOST && held.stream().anyMatch(TransportedKey::isTek)) {
      held.forEach(TransportedKey::close);
      MikeyProfile.requireInside(tekPlace);
    }
    return held;
  }

  private List<Token.Told> open(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      byte firstPayload)
      throws GeneralSecurityException {
    try (Keys keys = keys(token, protection)) {
      CustodyLevel level = keys.encrKey().custody().level();
      guard.permit(
          KeyUse.TEK_GENERATION.secretClass(),
          custody(token, level, Origin.UNWRAPPED),
          List.of("an encr_key of a better level"));
      return make(
          token,
          level,
          Origin.UNWRAPPED,
          firstPayload == ProfileKeyDataOctets.IDENTITY
              ? Set.of(AttributeType.MIKEY_IDENTITY)
              : Set.of(),
          KeySource.unwrap(
              keys.encrKey().blocks().get(0),
              List.of(keys.salt().blocks().get(0)),
              handles ->
                  new Mechanism.Flat(
                      MechanismType.MIKEY_KEY_DATA_UNWRAP,
                      Octets.of(
                          ProfileKeyDataOctets.toOpen(
                              protection(protection, handles.get(0)), firstPayload))),
              encrData.toArray(),
              MikeyProfile.commonTemplate()));
    } catch (CryptokiException e) {
      throw opens(e);
    }
  }

  @Override
  public TransportedKey generateToShare(Token token, CustodyGuard guard, KeyDataRequest request)
      throws GeneralSecurityException {
    SharedKeys.requireTgk(request);
    Custody custody =
        MikeyProfile.custody(
            token, CustodyLevel.TOKEN, Origin.GENERATED, MechanismType.GENERIC_SECRET_KEY_GEN);
    guard.permit(SecretClass.TGK, custody.with(Evidence.extractable()), SHARED);
    byte[] salt = new byte[request.saltLength()];
    token.generateRandom(salt);
    TokenKey key =
        token.makeKey(
            List.of(
                KeySource.generate(
                    new Mechanism.Plain(MechanismType.GENERIC_SECRET_KEY_GEN),
                    KeyTemplates.with(
                        MikeyProfile.template(MikeyProfile.Use.INKEY, request.keyLength()),
                        AttributeType.EXTRACTABLE,
                        true))),
            new TokenKey.Description(KeyUse.TEK_GENERATION, request.keyLength(), custody));
    return new TransportedKey(
        request.keyType(),
        guard.admit(SecretClass.TGK, key, SHARED),
        Octets.of(salt),
        request.validity());
  }

  @Override
  public Octets wrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      IdPayload identity,
      List<TransportedKey> sent)
      throws GeneralSecurityException {
    List<TokenObject> named = new ArrayList<>();
    try (Keys keys = keys(token, protection)) {
      named.add(keys.salt().blocks().get(0));
      for (TransportedKey key : sent) {
        named.add(TokenKeys.require(token, key.key(), KeyUse.TEK_GENERATION).blocks().get(0));
      }
      return Octets.of(
          token.wrap(
              keys.encrKey().blocks().get(0),
              named.get(1),
              named,
              handles ->
                  new Mechanism.Flat(
                      MechanismType.MIKEY_KEY_DATA_WRAP,
                      Octets.of(
                          ProfileKeyDataOctets.toWrap(
                              protection(protection, handles.get(0)),
                              identity,
                              sent,
                              handles.subList(1, handles.size()))))));
    }
  }

  /** What is wrong with key data is not told, as for a bad MAC. */
  private static GeneralSecurityException opens(CryptokiException e) {
    if (e.is(
        CryptokiException.WRAPPED_KEY_INVALID,
        CryptokiException.WRAPPED_KEY_LEN_RANGE,
        CryptokiException.DATA_LEN_RANGE,
        CryptokiException.FUNCTION_REJECTED)) {
      return new BadPaddingException(UNREADABLE);
    }
    throw e;
  }

  /** encr_key and S; S is closed with it if it was put into the token for this call alone. */
  private record Keys(TokenKey encrKey, TokenKey salt, boolean borrowed) implements AutoCloseable {
    List<TokenObject> both() {
      return List.of(encrKey.blocks().get(0), salt.blocks().get(0));
    }

    @Override
    public void close() {
      if (!borrowed) {
        salt.close();
      }
    }
  }

  private Keys keys(Token token, KeyDataProtection protection) throws InvalidKeyException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, cipher.use);
    SecretKey salt = protection.saltKey().orElseThrow(() -> new InvalidKeyException("no salt_key"));
    if (salt instanceof TokenKey) {
      TokenKey held = TokenKeys.require(token, salt, KeyUse.MESSAGE_SALT);
      requireSaltLength(held.storedLength(0));
      return new Keys(encrKey, held, true);
    }
    // A salt is public and may come from host memory.
    Octets octets = SoftwareKey.salt(salt);
    requireSaltLength(octets.length());
    return new Keys(
        encrKey,
        SessionKeys.create(
            token,
            octets.toArray(),
            KeyUse.MESSAGE_SALT,
            Custody.salt(Origin.IMPORTED, "C_CreateObject")),
        false);
  }

  private void requireSaltLength(int length) throws InvalidKeyException {
    if (length != cipher.saltLength) {
      throw new InvalidKeyException(
          "S has " + cipher.saltLength + " octets with this algorithm, not " + length);
    }
  }

  private byte[] protection(KeyDataProtection protection, ObjectHandle salt) {
    return ProfileKeyDataOctets.protection(cipher.code, protection, salt);
  }

  private void requireFits(Optional<IdPayload> identity, List<KeyDataRequest> requests)
      throws IllegalBlockSizeException {
    int clear = ProfileKeyDataOctets.clearLength(identity, requests);
    if (cipher == Cipher.AES_KW_128 && !KeyDataCiphers.fitsAesKeyWrap(clear)) {
      throw new IllegalBlockSizeException(KeyDataCiphers.keyWrapLengthRule(clear));
    }
  }

  private static List<Token.Told> make(
      Token token, CustodyLevel level, Origin origin, Set<AttributeType> ofFirst, KeySource source)
      throws InvalidKeyException {
    return token.makeKeys(
        source,
        new Questions(
            AttributeType.MIKEY_KEYS,
            ofFirst,
            WANTED,
            told ->
                ProfileKeyDataOctets.type(told).hasSalt()
                    ? Set.of(AttributeType.MIKEY_SALT)
                    : Set.of()),
        told -> {
          KeyUse use = use(ProfileKeyDataOctets.type(told));
          MikeyProfile.Use made = MikeyProfile.Use.of(use);
          requireTold(made, origin, told);
          return new TokenKey.Description(
              use,
              Math.toIntExact(told.number(AttributeType.VALUE_LEN).orElse(0)),
              custody(token, level, origin));
        });
  }

  /** The use and the origin of a new key, and its flags, as the profile has them; fails closed. */
  private static void requireTold(MikeyProfile.Use use, Origin origin, Attributes told) {
    int expected = origin == Origin.GENERATED ? 1 : 3;
    boolean asMade =
        use.attribute().equals(told.values().get(AttributeType.MIKEY_USE))
            && told.octets(AttributeType.MIKEY_ORIGIN)
                .filter(Octets.of(new byte[] {(byte) expected})::equals)
                .isPresent()
            && !told.isTrue(AttributeType.SIGN)
            && told.isTrue(AttributeType.DERIVE);
    if (!asMade) {
      throw new KeyRefusedException(
          "the token does not tell the use and origin of a new key as the MIKEY profile has them;"
              + " the key was destroyed");
    }
  }

  private static List<TransportedKey> admit(CustodyGuard guard, List<Token.Told> made)
      throws GeneralSecurityException {
    List<TransportedKey> held = new ArrayList<>();
    boolean done = false;
    try {
      for (Token.Told one : made) {
        KeyDataType type = ProfileKeyDataOctets.type(one.attributes());
        guard.admit(use(type).secretClass(), one.key(), List.of());
        held.add(
            new TransportedKey(
                type,
                one.key(),
                type.hasSalt()
                    ? one.attributes().octets(AttributeType.MIKEY_SALT).orElse(Octets.empty())
                    : Octets.empty(),
                ProfileKeyDataOctets.validity(one.attributes())));
      }
      done = true;
      return List.copyOf(held);
    } finally {
      if (!done) {
        made.forEach(one -> one.key().close());
      }
    }
  }

  private static boolean match(List<TransportedKey> made, List<KeyDataRequest> requests) {
    for (int i = 0; i < requests.size(); i++) {
      TransportedKey key = made.get(i);
      KeyDataRequest request = requests.get(i);
      if (!key.keyType().equals(request.keyType())
          || !key.validity().equals(request.validity())
          || key.salt().length() != request.saltLength()
          || key.key().bitLength().orElse(0) != request.keyLength() * Byte.SIZE) {
        return false;
      }
    }
    return true;
  }

  private static Custody custody(Token token, CustodyLevel level, Origin origin) {
    return MikeyProfile.custody(
        token,
        level,
        origin,
        origin == Origin.GENERATED
            ? MechanismType.MIKEY_KEY_DATA_GENERATE
            : MechanismType.MIKEY_KEY_DATA_UNWRAP);
  }

  private static KeyUse use(KeyDataType type) {
    return TransportedKey.isTek(type) ? KeyUse.TRAFFIC_ENCRYPTION : KeyUse.TEK_GENERATION;
  }
}
