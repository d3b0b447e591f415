package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.TestRsa;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.IaikCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/**
 * Whoever is logged in to the token module tries to get at keys past the provider, by the C
 * functions themselves, and is refused.
 */
@Tag("softhsm")
class MikeyTokenBypassTest {
  private static final MechanismType AES_KEY_WRAP = new MechanismType(0x2109);
  private static final MechanismType CONCATENATE_BASE_AND_DATA = new MechanismType(0x362);
  private static final MechanismType CONCATENATE_BASE_AND_KEY = new MechanismType(0x360);
  private static final MechanismType CONCATENATE_DATA_AND_BASE = new MechanismType(0x363);
  private static final MechanismType KEY_DATA_WRAP = new MechanismType(0xCD4B5905L);
  private static final long CKM_SHA_1 = 0x220;
  private static final byte[] DATA = new byte[32];

  /** A key of each use. */
  enum Secret {
    PSK(0),
    ENCR_KEY(0x150533E1),
    AUTH_KEY(0x2D22AC75),
    SALT_KEY(0x29B88916),
    TGK(0),
    TEK(0x2AD01C64),
    SRTP_ENCR(0),
    SRTP_AUTH(1);

    private final int number;

    Secret(int number) {
      this.number = number;
    }
  }

  private Token token;
  private Cryptoki cryptoki;
  private SessionHandle session;
  private int objects;
  private final List<ObjectHandle> made = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    token = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
    // The library is the process's: this second face shares its state and login.
    cryptoki = IaikCryptoki.load(TestMikeyTokens.get().library());
    SlotId slot =
        cryptoki.slotList().stream()
            .filter(id -> cryptoki.tokenInfo(id).label().equals(TestMikeyTokens.MAIN))
            .findFirst()
            .orElseThrow();
    session = cryptoki.openWritableSession(slot);
    objects = token.objectCount();
  }

  @AfterEach
  void close() {
    made.forEach(object -> cryptoki.destroyObject(session, object));
    assertEquals(objects, token.objectCount(), "a refused call left an object");
    cryptoki.closeSession(session);
    token.close();
  }

  private ObjectHandle keep(ObjectHandle object) {
    made.add(object);
    return object;
  }

  private ObjectHandle psk() {
    return cryptoki
        .findObjects(session, List.of(Attribute.Text.of(AttributeType.LABEL, TestTokens.PSK_32)))
        .get(0);
  }

  private static Mechanism prf(int constant) {
    return new Mechanism.Flat(
        MechanismType.MIKEY_PRF,
        Octets.of(ByteBuffer.allocate(26).put((byte) 0).putInt(constant).array()));
  }

  private static Mechanism srtp(int label) {
    return new Mechanism.Flat(
        MechanismType.MIKEY_SRTP_KDF,
        Octets.of(ByteBuffer.allocate(8).put((byte) label).put(7, (byte) 14).array()));
  }

  private static Attribute length(int octets) {
    return new Attribute.Number(AttributeType.VALUE_LEN, octets);
  }

  private static Attribute flag(AttributeType type, boolean value) {
    return new Attribute.Flag(type, value);
  }

  private ObjectHandle key(Secret secret) {
    return switch (secret) {
      case PSK -> psk();
      case ENCR_KEY, AUTH_KEY, SALT_KEY, TEK -> derive(psk(), secret);
      case TGK -> generateTgk();
      case SRTP_ENCR, SRTP_AUTH ->
          keep(
              cryptoki.deriveKey(
                  session, srtp(secret.number), key(Secret.TEK), List.of(length(16))));
    };
  }

  private ObjectHandle derive(ObjectHandle inkey, Secret secret) {
    int octets = secret == Secret.SALT_KEY ? 14 : 16;
    return keep(cryptoki.deriveKey(session, prf(secret.number), inkey, List.of(length(octets))));
  }

  private ObjectHandle generateTgk() {
    byte[] parameter =
        ByteBuffer.allocate(39)
            .putLong(key(Secret.ENCR_KEY).value())
            .put((byte) 1)
            .putLong(key(Secret.SALT_KEY).value())
            .putInt(1)
            .putLong(System.nanoTime())
            .putShort((short) 0)
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) 16)
            .array();
    return keep(
        cryptoki.generateKey(
            session,
            new Mechanism.Flat(MechanismType.MIKEY_KEY_DATA_GENERATE, Octets.of(parameter)),
            List.of()));
  }

  private interface Attempt {
    void run() throws PKCS11Exception;
  }

  private static void refused(Attempt attempt) {
    Exception e = assertThrows(Exception.class, attempt::run);
    assertTrue(e instanceof CryptokiException || e instanceof PKCS11Exception, e.toString());
  }

  private static final Set<Secret> MACS = Set.of(Secret.AUTH_KEY, Secret.SRTP_AUTH);

  @ParameterizedTest
  @EnumSource(Secret.class)
  void onlyMacKeysSignAndOnlyThePacketsCipherEncrypts(Secret secret) {
    ObjectHandle key = key(secret);
    if (!MACS.contains(secret)) {
      refused(() -> cryptoki.sign(session, new Mechanism.HmacSha1(), key, DATA));
    }
    Octets block = Octets.of(new byte[16]);
    refused(() -> cryptoki.encrypt(session, new Mechanism.AesEcb(), key, DATA));
    refused(() -> cryptoki.decrypt(session, new Mechanism.AesEcb(), key, DATA));
    if (secret != Secret.SRTP_ENCR) {
      refused(() -> cryptoki.encrypt(session, new Mechanism.AesCtr(16, block), key, DATA));
      refused(() -> cryptoki.decrypt(session, new Mechanism.AesCtr(16, block), key, DATA));
    }
  }

  @ParameterizedTest
  @EnumSource(Secret.class)
  void noValueIsToldAndNothingIsWidened(Secret secret) {
    ObjectHandle key = key(secret);
    Attributes told =
        cryptoki.getAttributes(
            session,
            key,
            List.of(AttributeType.VALUE, AttributeType.SENSITIVE, AttributeType.EXTRACTABLE));
    assertTrue(told.octets(AttributeType.VALUE).isEmpty());
    assertTrue(told.isTrue(AttributeType.SENSITIVE));
    assertFalse(told.isTrue(AttributeType.EXTRACTABLE));
    List<Attribute> widening =
        new ArrayList<>(
            List.of(
                flag(AttributeType.EXTRACTABLE, true),
                flag(AttributeType.SENSITIVE, false),
                flag(AttributeType.PRIVATE, false)));
    Attributes usage =
        cryptoki.getAttributes(
            session, key, List.of(AttributeType.SIGN, AttributeType.ENCRYPT, AttributeType.DERIVE));
    for (AttributeType type :
        List.of(AttributeType.SIGN, AttributeType.ENCRYPT, AttributeType.DERIVE)) {
      if (!usage.isTrue(type)) {
        widening.add(flag(type, true));
      }
    }
    for (Attribute wider : widening) {
      refused(() -> cryptoki.setAttributes(session, key, List.of(wider)));
      refused(() -> keep(copy(key, wider)));
    }
  }

  private PKCS11 wrapper() {
    try {
      return PKCS11Module.getInstance(TestMikeyTokens.get().library().toString()).getPKCS11Module();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectHandle copy(ObjectHandle key, Attribute wider) throws PKCS11Exception {
    CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
    attribute.type = wider.type().code();
    attribute.pValue = ((Attribute.Flag) wider).value();
    return new ObjectHandle(
        wrapper()
            .C_CopyObject(session.value(), key.value(), new CK_ATTRIBUTE[] {attribute}, false));
  }

  @ParameterizedTest
  @EnumSource(Secret.class)
  void noKeyIsDigested(Secret secret) throws PKCS11Exception {
    ObjectHandle key = key(secret);
    PKCS11 wrapper = wrapper();
    CK_MECHANISM sha1 = new CK_MECHANISM();
    sha1.mechanism = CKM_SHA_1;
    wrapper.C_DigestInit(session.value(), sha1, false);
    refused(() -> wrapper.C_DigestKey(session.value(), key.value()));
  }

  @ParameterizedTest
  @EnumSource(Secret.class)
  void noKeyIsWrappedOutUnderAKnownKey(Secret secret) {
    ObjectHandle key = key(secret);
    ObjectHandle known = knownAes();
    refused(() -> cryptoki.wrapKey(session, new Mechanism.Plain(AES_KEY_WRAP), known, key));
    ObjectHandle rsa =
        cryptoki
            .findObjects(
                session,
                List.of(
                    new Attribute.Number(AttributeType.CLASS, Attribute.CKO_PUBLIC_KEY),
                    Attribute.Text.of(AttributeType.LABEL, TestRsa.LABEL)))
            .get(0);
    for (Mechanism mechanism :
        List.of(
            new Mechanism.Plain(MechanismType.RSA_PKCS),
            new Mechanism.RsaOaep(MechanismType.SHA_1))) {
      refused(() -> cryptoki.wrapKey(session, mechanism, rsa, key));
    }
    // By the profile's own mechanism, under an encr_key whose octets everybody knows.
    ObjectHandle knownKek = imported(16, 3);
    ObjectHandle knownSalt = imported(8, 4);
    byte[] parameter =
        ByteBuffer.allocate(37)
            .put((byte) 2)
            .putLong(knownSalt.value())
            .putInt(1)
            .putLong(1)
            .putShort((short) 0)
            .put((byte) 1)
            .putLong(key.value())
            .put((byte) 0)
            .array();
    refused(
        () ->
            cryptoki.wrapKey(
                session, new Mechanism.Flat(KEY_DATA_WRAP, Octets.of(parameter)), knownKek, key));
  }

  private ObjectHandle knownAes() {
    try (SecretOctets value = SecretOctets.copyOf(new byte[16])) {
      return keep(
          cryptoki.createObject(
              session,
              List.of(
                  new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                  new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_AES),
                  flag(AttributeType.TOKEN, false),
                  flag(AttributeType.WRAP, true),
                  flag(AttributeType.ENCRYPT, true),
                  new Attribute.Secret(AttributeType.VALUE, value))));
    }
  }

  /** A key of octets 0, of a use of the profile. */
  private ObjectHandle imported(int length, int use) {
    try (SecretOctets value = SecretOctets.copyOf(new byte[length])) {
      return keep(
          cryptoki.createObject(
              session,
              List.of(
                  new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                  new Attribute.Number(
                      AttributeType.KEY_TYPE,
                      use == 3 ? Attribute.CKK_AES : Attribute.CKK_GENERIC_SECRET),
                  flag(AttributeType.TOKEN, false),
                  new Attribute.Text(AttributeType.MIKEY_USE, Octets.of(new byte[] {(byte) use})),
                  new Attribute.Secret(AttributeType.VALUE, value))));
    }
  }

  /** Each C_DeriveKey there is. */
  private static List<Mechanism> derivations() {
    Octets data = Octets.of(DATA);
    return List.of(
        prf(0x2AD01C64),
        prf(0x2D22AC75),
        srtp(0),
        srtp(1),
        new Mechanism.ExtractKey(0),
        new Mechanism.StringData(MechanismType.XOR_BASE_AND_DATA, data),
        new Mechanism.StringData(MechanismType.AES_ECB_ENCRYPT_DATA, data),
        new Mechanism.StringData(CONCATENATE_BASE_AND_DATA, data),
        new Mechanism.DoublePipeline(
            MechanismType.SP800_108_DOUBLE_PIPELINE_KDF,
            MechanismType.SHA_1_HMAC,
            Octets.of(ByteBuffer.allocate(25).putInt(0x2AD01C64).array())),
        new Mechanism.DoublePipeline(
            MechanismType.NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA,
            MechanismType.SHA_1_HMAC,
            data));
  }

  @ParameterizedTest
  @EnumSource(Secret.class)
  void noChildIsReadableOrShortOrWidelyUsable(Secret secret) {
    ObjectHandle key = key(secret);
    for (Mechanism mechanism : derivations()) {
      for (List<Attribute> template :
          List.of(
              List.of(length(16), flag(AttributeType.SENSITIVE, false)),
              List.of(length(16), flag(AttributeType.EXTRACTABLE, true)),
              List.of(length(16), flag(AttributeType.PRIVATE, false)),
              List.of(length(1)),
              List.of(length(15)),
              List.of(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA), length(16)),
              List.of(
                  length(16), flag(AttributeType.SIGN, true), flag(AttributeType.ENCRYPT, true)))) {
        refused(() -> keep(cryptoki.deriveKey(session, mechanism, key, template)));
      }
    }
  }

  /** The mechanisms of C_DeriveKey that a key is for. */
  private static boolean isFor(Secret secret, Mechanism mechanism) {
    return switch (secret) {
      case PSK, TGK ->
          mechanism.type().equals(MechanismType.MIKEY_PRF)
              || mechanism.type().equals(MechanismType.SP800_108_DOUBLE_PIPELINE_KDF);
      case TEK -> mechanism.type().equals(MechanismType.MIKEY_SRTP_KDF);
      default -> false;
    };
  }

  @ParameterizedTest
  @EnumSource(Secret.class)
  void onlyItsOwnMechanismsDerive(Secret secret) {
    ObjectHandle key = key(secret);
    List<Mechanism> others = new ArrayList<>(derivations());
    others.add(new Mechanism.Flat(CONCATENATE_BASE_AND_KEY, native64(key.value())));
    others.add(new Mechanism.StringData(CONCATENATE_DATA_AND_BASE, Octets.of(DATA)));
    for (int bit = 1; bit < 16; bit++) {
      others.add(new Mechanism.ExtractKey(bit));
    }
    for (Mechanism mechanism : others) {
      if (isFor(secret, mechanism)) {
        keep(cryptoki.deriveKey(session, mechanism, key, List.of(length(16))));
      } else {
        refused(() -> keep(cryptoki.deriveKey(session, mechanism, key, List.of(length(16)))));
        refused(() -> keep(cryptoki.deriveKey(session, mechanism, key, List.of())));
      }
    }
  }

  private static Octets native64(long value) {
    return Octets.of(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array());
  }

  /** One of its creator's allowing, which a caller may cut and mask. */
  private ObjectHandle divisible(byte[] octets) {
    ByteBuffer allowed = ByteBuffer.allocate(5 * Long.BYTES).order(ByteOrder.nativeOrder());
    for (long mechanism : new long[] {0x360, 0x362, 0x364, 0x365, 0xCD4B5902L}) {
      allowed.putLong(mechanism);
    }
    try (SecretOctets value = SecretOctets.copyOf(octets)) {
      return keep(
          cryptoki.createObject(
              session,
              List.of(
                  new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                  new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_GENERIC_SECRET),
                  flag(AttributeType.TOKEN, false),
                  new Attribute.Text(AttributeType.ALLOWED_MECHANISMS, Octets.of(allowed.array())),
                  new Attribute.Secret(AttributeType.VALUE, value))));
    }
  }

  /** Windows of a few unknown octets, each of which would be guessed. */
  @Test
  void aKeyThatMayBeCutIsNotTakenApart() {
    ObjectHandle key = divisible(new byte[64]);
    for (int octets = 1; octets < 16; octets++) {
      Mechanism mask =
          new Mechanism.StringData(MechanismType.XOR_BASE_AND_DATA, Octets.of(new byte[octets]));
      List<Attribute> tooShort = List.of(length(octets));
      refused(() -> keep(cryptoki.deriveKey(session, mask, key, List.of())));
      for (int bit = 0; bit < 8; bit++) {
        Mechanism window = new Mechanism.ExtractKey(64 * 8 - 8 * octets - bit);
        refused(() -> keep(cryptoki.deriveKey(session, window, key, tooShort)));
      }
    }
    // Known octets before or behind it do not make a window with few unknown ones.
    ObjectHandle joined =
        keep(
            cryptoki.deriveKey(
                session,
                new Mechanism.StringData(CONCATENATE_BASE_AND_DATA, Octets.of(DATA)),
                key,
                List.of()));
    for (int bit = 0; bit < 8; bit++) {
      Mechanism window = new Mechanism.ExtractKey(49 * 8 + bit);
      refused(() -> keep(cryptoki.deriveKey(session, window, joined, List.of(length(16)))));
    }
    refused(
        () ->
            keep(
                cryptoki.deriveKey(
                    session,
                    new Mechanism.StringData(MechanismType.XOR_BASE_AND_DATA, Octets.of(DATA)),
                    joined,
                    List.of())));
    // PRF(s1 || s2) XOR PRF(s1) is P(s2), and salts are told.
    byte[] salt = ByteBuffer.allocate(28).putShort(1, (short) 14).putInt(3, 0x39A2C14B).array();
    for (int octets = 33; octets < 48; octets++) {
      ObjectHandle cut =
          keep(
              cryptoki.deriveKey(
                  session, new Mechanism.ExtractKey(0), key, List.of(length(octets))));
      refused(
          () ->
              keep(
                  cryptoki.deriveKey(
                      session,
                      new Mechanism.Flat(MechanismType.MIKEY_PRF_SALT, Octets.of(salt)),
                      cut,
                      List.of())));
      List<Attribute> fork = List.of(length(octets));
      refused(() -> keep(cryptoki.deriveKey(session, prf(0x1512B54A), psk(), fork)));
    }
  }

  @ParameterizedTest
  @EnumSource(Secret.class)
  void noUseIsChangedOrAdded(Secret secret) {
    ObjectHandle key = key(secret);
    Octets every =
        Octets.of(
            ByteBuffer.allocate(2 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(0x221)
                .putLong(0x1081)
                .array());
    for (Attribute other :
        List.of(
            new Attribute.Text(AttributeType.ALLOWED_MECHANISMS, every),
            new Attribute.Text(AttributeType.MIKEY_USE, Octets.of(new byte[] {9})),
            new Attribute.Text(AttributeType.MIKEY_SALT, Octets.of(new byte[14])),
            new Attribute.Number(AttributeType.KEY_TYPE, 0x13),
            length(1))) {
      refused(() -> cryptoki.setAttributes(session, key, List.of(other)));
    }
  }

  /** The private key's raw operation would tell the envelope key. */
  @Test
  void thePrivateKeyOpensEnvelopesAndNothingElse() throws PKCS11Exception {
    long rsa =
        cryptoki
            .findObjects(
                session,
                List.of(
                    new Attribute.Number(AttributeType.CLASS, Attribute.CKO_PRIVATE_KEY),
                    Attribute.Text.of(AttributeType.LABEL, TestRsa.LABEL)))
            .get(0)
            .value();
    for (long type : new long[] {0x1, 0x3, 0x9}) {
      CK_MECHANISM mechanism = new CK_MECHANISM();
      mechanism.mechanism = type;
      refused(() -> wrapper().C_DecryptInit(session.value(), mechanism, rsa, false));
    }
    CK_MECHANISM raw = new CK_MECHANISM();
    raw.mechanism = 0x3;
    refused(() -> wrapper().C_SignInit(session.value(), raw, rsa, false));
    refused(() -> wrapper().C_SignRecoverInit(session.value(), raw, rsa, false));
  }

  @Test
  void octetsAreGivenOfSaltsAlone() {
    for (int constant : new int[] {0x2AD01C64, 0x1B5C7973, 0x15798CEF, 0x150533E1, 0x2D22AC75}) {
      byte[] parameter =
          ByteBuffer.allocate(28).put((byte) 0).putShort((short) 16).putInt(constant).array();
      refused(
          () ->
              keep(
                  cryptoki.deriveKey(
                      session,
                      new Mechanism.Flat(MechanismType.MIKEY_PRF_SALT, Octets.of(parameter)),
                      psk(),
                      List.of())));
    }
    for (int label : new int[] {0, 1, 3, 4}) {
      byte[] parameter = ByteBuffer.allocate(8).put((byte) label).put(7, (byte) 14).array();
      refused(
          () ->
              keep(
                  cryptoki.deriveKey(
                      session,
                      new Mechanism.Flat(MechanismType.MIKEY_SRTP_KDF_SALT, Octets.of(parameter)),
                      key(Secret.TEK),
                      List.of())));
    }
  }

  @Test
  void theBasesObjectsAreNotSeen() {
    // The pre-shared keys alone, without the sealing key; and no sealed blob.
    assertEquals(
        4,
        cryptoki
            .findObjects(
                session,
                List.of(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY)))
            .size());
    assertEquals(
        0,
        cryptoki
            .findObjects(
                session, List.of(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA)))
            .size());
  }
}
