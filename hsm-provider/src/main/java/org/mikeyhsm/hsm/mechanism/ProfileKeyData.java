package org.mikeyhsm.hsm.mechanism;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SubPayloadChain;

/**
 * Key data of a KEMAC payload (RFC 3830 sections 4.2.3 and 6.13) by the MIKEY profile, any number
 * of keys with salts and KV fields: generated and encrypted in one call, decrypted in one call.
 * What comes out besides the keys is public: types, salts, validities.
 */
final class ProfileKeyData implements KeyDataStrategy {
  private static final int PROTECTION = 21;

  /** Next payload of the first sub-payload: Key data (RFC 3830 Table 6.1.b). */
  private static final byte KEY_DATA = 20;

  /** Next payload of the first sub-payload: an identity before the keys. */
  private static final byte IDENTITY = 6;

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
      byte[] parameter = parameter(identity, requests);
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
                                ByteBuffer.allocate(Long.BYTES + PROTECTION + parameter.length)
                                    .putLong(handles.get(0).value())
                                    .put(protection(protection, handles.get(1)))
                                    .put(parameter)
                                    .array())),
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
    List<Token.Told> made = open(token, guard, protection, encrData, KEY_DATA);
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
    List<Token.Told> made = open(token, guard, protection, encrData, IDENTITY);
    Optional<IdPayload> identity = identity(made.get(0).attributes());
    if (identity.isEmpty()) {
      made.forEach(one -> one.key().close());
      throw new BadPaddingException(UNREADABLE);
    }
    return new IdentifiedKeyData(identity.get(), inside(admit(guard, made), tekPlace));
  }

  /** The identity, read by the codec; empty if it is none that RFC 3830 has. */
  private static Optional<IdPayload> identity(Attributes told) {
    byte[] payload =
        told.octets(AttributeType.MIKEY_IDENTITY).map(Octets::toArray).orElse(new byte[0]);
    if (payload.length == 0) {
      return Optional.empty();
    }
    // As if it were the last one: the codec reads whole chains.
    payload[0] = 0;
    try (SubPayloadChain chain =
        SubPayloadChain.decode(PayloadType.ID, payload, 0, payload.length)) {
      return chain.all(IdPayload.class).stream().findFirst();
    } catch (MikeyFormatException e) {
      return Optional.empty();
    }
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
          firstPayload == IDENTITY ? Set.of(AttributeType.MIKEY_IDENTITY) : Set.of(),
          KeySource.unwrap(
              keys.encrKey().blocks().get(0),
              List.of(keys.salt().blocks().get(0)),
              handles ->
                  new Mechanism.Flat(
                      MechanismType.MIKEY_KEY_DATA_UNWRAP,
                      Octets.of(
                          ByteBuffer.allocate(PROTECTION + 1)
                              .put(protection(protection, handles.get(0)))
                              .put(firstPayload)
                              .array())),
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

  /**
   * Parameter: protection (21), identity with its length (2), n (1), then for each key: handle (8),
   * Type and KV (1), salt length (2), salt, KV data length (2), KV data.
   */
  @Override
  public Octets wrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      IdPayload identity,
      List<TransportedKey> sent)
      throws GeneralSecurityException {
    List<TokenObject> named = new ArrayList<>();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
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
              handles -> {
                tail.reset();
                tail.writeBytes(protection(protection, handles.get(0)));
                tail.writeBytes(identified(Optional.of(identity)));
                tail.write(sent.size());
                for (int i = 0; i < sent.size(); i++) {
                  tail.writeBytes(existing(sent.get(i), handles.get(i + 1)));
                }
                return new Mechanism.Flat(
                    MechanismType.MIKEY_KEY_DATA_WRAP, Octets.of(tail.toByteArray()));
              }));
    }
  }

  private static byte[] existing(TransportedKey key, ObjectHandle handle) {
    byte[] validity = validity(key.validity());
    return ByteBuffer.allocate(13 + key.salt().length() + validity.length)
        .putLong(handle.value())
        .put((byte) (key.keyType().value() << 4 | key.validity().kvType()))
        .putShort((short) key.salt().length())
        .put(key.salt().toArray())
        .putShort((short) validity.length)
        .put(validity)
        .array();
  }

  /** Length (2), then an ID payload whose next payload is Key data; or length 0. */
  private static byte[] identified(Optional<IdPayload> identity) {
    if (identity.isEmpty()) {
      return new byte[2];
    }
    byte[] payload = new SubPayloadChain(List.of(identity.get())).encode();
    payload[0] = KEY_DATA;
    return ByteBuffer.allocate(2 + payload.length)
        .putShort((short) payload.length)
        .put(payload)
        .array();
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

  /** Encr alg (1), handle of S (8), CSB ID (4), T (8). */
  private byte[] protection(KeyDataProtection protection, ObjectHandle salt) {
    return ByteBuffer.allocate(PROTECTION)
        .put((byte) cipher.code)
        .putLong(salt.value())
        .putInt(protection.csbId())
        .putLong(protection.timestamp())
        .array();
  }

  /**
   * The identity with its length (2), n (1), then for each key: Type and KV (1), key length (2),
   * salt length (2), KV data length (2), KV data.
   */
  private byte[] parameter(Optional<IdPayload> identity, List<KeyDataRequest> requests)
      throws IllegalBlockSizeException {
    List<byte[]> validities =
        requests.stream().map(request -> validity(request.validity())).toList();
    byte[] before = identified(identity);
    int size = before.length + 1;
    int clear = before.length - 2;
    for (int i = 0; i < requests.size(); i++) {
      KeyDataRequest request = requests.get(i);
      size += 7 + validities.get(i).length;
      clear += 4 + request.keyLength() + validities.get(i).length;
      clear += request.keyType().hasSalt() ? 2 + request.saltLength() : 0;
    }
    if (cipher == Cipher.AES_KW_128 && !KeyDataCiphers.fitsAesKeyWrap(clear)) {
      throw new IllegalBlockSizeException(KeyDataCiphers.keyWrapLengthRule(clear));
    }
    ByteBuffer parameter = ByteBuffer.allocate(size).put(before).put((byte) requests.size());
    for (int i = 0; i < requests.size(); i++) {
      KeyDataRequest request = requests.get(i);
      parameter
          .put((byte) (request.keyType().value() << 4 | request.validity().kvType()))
          .putShort((short) request.keyLength())
          .putShort((short) request.saltLength())
          .putShort((short) validities.get(i).length)
          .put(validities.get(i));
    }
    return parameter.array();
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
            told -> type(told).hasSalt() ? Set.of(AttributeType.MIKEY_SALT) : Set.of()),
        told -> {
          KeyUse use = use(type(told));
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
        KeyDataType type = type(one.attributes());
        guard.admit(use(type).secretClass(), one.key(), List.of());
        held.add(
            new TransportedKey(
                type,
                one.key(),
                type.hasSalt()
                    ? one.attributes().octets(AttributeType.MIKEY_SALT).orElse(Octets.empty())
                    : Octets.empty(),
                validity(one.attributes())));
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

  private static KeyDataType type(Attributes told) {
    return new KeyDataType(typeAndKv(told) >>> 4);
  }

  private static int typeAndKv(Attributes told) {
    Octets octets = told.octets(AttributeType.MIKEY_KEY_DATA_TYPE).orElse(Octets.empty());
    if (octets.length() != 1) {
      throw new KeyRefusedException("the token does not tell what kind of key it has");
    }
    return octets.toArray()[0] & 0xFF;
  }

  /** KV data of RFC 3830 section 6.14, as the codec writes it behind a key of one octet. */
  private static byte[] validity(KeyValidity validity) {
    try (KeyDataSubPayload blank =
        new KeyDataSubPayload(
            KeyDataType.TGK, SecretOctets.copyOf(new byte[1]), Octets.empty(), validity)) {
      byte[] octets = KeyDataSubPayload.encodeAll(List.of(blank));
      return Arrays.copyOfRange(octets, 5, octets.length);
    }
  }

  /** The same back, read by the codec. */
  private static KeyValidity validity(Attributes told) {
    byte[] data =
        told.octets(AttributeType.MIKEY_KEY_VALIDITY).map(Octets::toArray).orElse(new byte[0]);
    byte[] octets =
        ByteBuffer.allocate(5 + data.length)
            .put((byte) 0)
            .put((byte) (typeAndKv(told) & 0xF))
            .putShort((short) 1)
            .put((byte) 0)
            .put(data)
            .array();
    try (KeyDataSubPayload blank = KeyDataSubPayload.decodeAll(octets, 0, octets.length).get(0)) {
      return blank.validity();
    } catch (MikeyFormatException e) {
      throw new KeyRefusedException("the token does not tell a key's validity as RFC 3830 has it");
    }
  }
}
