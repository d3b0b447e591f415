package org.mikeyhsm.hsm.cryptoki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** Both ways to call a module give the same results and the same failures. */
@Tag("softhsm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackEndsTest {
  private static final byte[] KEY = TestTokens.psk(32);

  private Token token;
  private final List<Cryptoki> backEnds = new ArrayList<>();
  private SlotId slot;
  private SessionHandle session;

  @BeforeAll
  void open() throws IOException {
    token = TestTokens.get().open(TestTokens.MAIN);
    backEnds.add(IaikCryptoki.load(TestTokens.get().library()));
    backEnds.add(DirectCryptoki.load(TestTokens.get().library(), Optional.empty()));
    slot = new SlotId(token.slotNumber());
    session = backEnds.get(0).openSession(slot);
  }

  @AfterAll
  void close() {
    backEnds.get(0).closeSession(session);
    token.close();
  }

  List<Cryptoki> backEnds() {
    return backEnds;
  }

  private static List<Attribute> template(long keyType, SecretOctets value) {
    return List.of(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
        new Attribute.Number(AttributeType.KEY_TYPE, keyType),
        new Attribute.Flag(AttributeType.TOKEN, false),
        new Attribute.Flag(AttributeType.SENSITIVE, true),
        new Attribute.Flag(AttributeType.EXTRACTABLE, false),
        new Attribute.Flag(AttributeType.SIGN, true),
        new Attribute.Flag(AttributeType.ENCRYPT, true),
        new Attribute.Flag(AttributeType.DECRYPT, true),
        Attribute.Text.of(AttributeType.LABEL, "k\u00e9y"),
        new Attribute.MechanismTypes(
            AttributeType.ALLOWED_MECHANISMS,
            Set.of(MechanismType.SHA_1_HMAC, MechanismType.AES_CTR)),
        new Attribute.Secret(AttributeType.VALUE, value));
  }

  private ObjectHandle key(Cryptoki cryptoki, long keyType) {
    try (SecretOctets value = SecretOctets.copyOf(KEY)) {
      return cryptoki.createObject(session, template(keyType, value));
    }
  }

  @Test
  void theOneInUseIsTheDirectOne() {
    assertInstanceOf(DirectCryptoki.class, backEnds.get(1));
  }

  @ParameterizedTest
  @MethodSource("backEnds")
  void aMacIsThatOfTheJdk(Cryptoki cryptoki) throws Exception {
    ObjectHandle key = key(cryptoki, Attribute.CKK_GENERIC_SECRET);
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(KEY, "HmacSHA1"));
    for (int length : new int[] {0, 1, 200, 70_000}) {
      byte[] data = new byte[length];
      assertArrayEquals(
          mac.doFinal(data), cryptoki.sign(session, new Mechanism.HmacSha1(), key, data));
    }
    cryptoki.destroyObject(session, key);
  }

  @ParameterizedTest
  @MethodSource("backEnds")
  void aCiphertextIsThatOfTheJdk(Cryptoki cryptoki) throws Exception {
    ObjectHandle key = key(cryptoki, Attribute.CKK_AES);
    byte[] counter = new byte[16];
    counter[0] = 7;
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    Mechanism ctr = new Mechanism.AesCtr(128, Octets.of(counter));
    for (int length : new int[] {1, 1000, 70_000}) {
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(counter));
      byte[] clear = new byte[length];
      byte[] encrypted = cryptoki.encrypt(session, ctr, key, clear);
      assertArrayEquals(cipher.doFinal(clear), encrypted);
      assertArrayEquals(clear, cryptoki.decrypt(session, ctr, key, encrypted));
    }
    cryptoki.destroyObject(session, key);
  }

  @ParameterizedTest
  @MethodSource("backEnds")
  void attributesReadBackAndWhatIsNotToldIsLeftOut(Cryptoki cryptoki) {
    ObjectHandle key = key(cryptoki, Attribute.CKK_AES);
    Attributes told =
        cryptoki.getAttributes(
            session,
            key,
            List.of(
                AttributeType.CLASS,
                AttributeType.SENSITIVE,
                AttributeType.EXTRACTABLE,
                AttributeType.LABEL,
                AttributeType.VALUE,
                AttributeType.MODULUS,
                AttributeType.ALLOWED_MECHANISMS,
                AttributeType.VALUE_LEN));
    assertEquals(Attribute.CKO_SECRET_KEY, told.number(AttributeType.CLASS).orElseThrow());
    assertEquals(KEY.length, told.number(AttributeType.VALUE_LEN).orElseThrow());
    assertEquals(Optional.of(true), told.flag(AttributeType.SENSITIVE));
    assertEquals(Optional.of(false), told.flag(AttributeType.EXTRACTABLE));
    assertEquals("k\u00e9y", told.octets(AttributeType.LABEL).orElseThrow().toUtf8());
    assertEquals(
        new Attribute.MechanismTypes(
            AttributeType.ALLOWED_MECHANISMS,
            Set.of(MechanismType.SHA_1_HMAC, MechanismType.AES_CTR)),
        told.values().get(AttributeType.ALLOWED_MECHANISMS));
    assertEquals(6, told.values().size(), told::toString);
    cryptoki.destroyObject(session, key);
  }

  /** What an empty value is told as, both tell alike. */
  @Test
  void emptyAttributesAreTheSame() {
    ObjectHandle data =
        backEnds
            .get(0)
            .createObject(
                session,
                List.of(
                    new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                    new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_GENERIC_SECRET),
                    new Attribute.Flag(AttributeType.TOKEN, false),
                    new Attribute.Text(AttributeType.VALUE, Octets.of(KEY))));
    List<AttributeType> types =
        List.of(
            AttributeType.LABEL,
            AttributeType.ID,
            AttributeType.ALLOWED_MECHANISMS,
            AttributeType.DERIVE);
    Attributes told = backEnds.get(0).getAttributes(session, data, types);
    assertEquals(told, backEnds.get(1).getAttributes(session, data, types));
    assertTrue(told.flag(AttributeType.DERIVE).isPresent());
    backEnds.get(1).destroyObject(session, data);
  }

  @ParameterizedTest
  @MethodSource("backEnds")
  void aLongAttributeIsReadWhole(Cryptoki cryptoki) {
    byte[] value = new byte[5000];
    value[4999] = 1;
    ObjectHandle data =
        cryptoki.createObject(
            session,
            List.of(
                new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA),
                new Attribute.Flag(AttributeType.TOKEN, false),
                new Attribute.Text(AttributeType.VALUE, Octets.of(value))));
    Attributes told =
        cryptoki.getAttributes(
            session, data, List.of(AttributeType.CLASS, AttributeType.VALUE, AttributeType.TOKEN));
    assertEquals(Optional.of(Octets.of(value)), told.octets(AttributeType.VALUE));
    assertEquals(Optional.of(false), told.flag(AttributeType.TOKEN));
    cryptoki.destroyObject(session, data);
  }

  @Test
  void failuresHaveTheSameNames() {
    ObjectHandle none = new ObjectHandle(0x7FFF_FFFF);
    assertFailure(
        "C_DestroyObject: CKR_OBJECT_HANDLE_INVALID (0x82)",
        cryptoki -> cryptoki.destroyObject(session, none));
    assertFailure(
        "C_SignInit: CKR_OBJECT_HANDLE_INVALID (0x82)",
        cryptoki -> cryptoki.sign(session, new Mechanism.HmacSha1(), none, new byte[1]));
    assertFailure(
        "C_GetSessionInfo: CKR_SESSION_HANDLE_INVALID (0xB3)",
        cryptoki -> cryptoki.isUserSession(new SessionHandle(0x7FFF_FFFF)));
    assertFailure(
        "C_GetAttributeValue: CKR_OBJECT_HANDLE_INVALID (0x82)",
        cryptoki -> cryptoki.getAttributes(session, none, List.of(AttributeType.CLASS)));
    assertFailure(
        "C_CreateObject: CKR_TEMPLATE_INCOMPLETE (0xD0)",
        cryptoki ->
            cryptoki.createObject(
                session,
                List.of(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY))));
    backEnds.forEach(cryptoki -> assertTrue(cryptoki.isUserSession(session)));
  }

  private void assertFailure(String message, Consumer<Cryptoki> call) {
    for (Cryptoki cryptoki : backEnds) {
      CryptokiException e = assertThrows(CryptokiException.class, () -> call.accept(cryptoki));
      assertEquals(message, e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("backEnds")
  void randomOctetsFillTheArray(Cryptoki cryptoki) {
    byte[] octets = new byte[40_000];
    cryptoki.generateRandom(session, octets);
    int zeros = 0;
    for (byte octet : octets) {
      zeros += octet == 0 ? 1 : 0;
    }
    assertTrue(zeros < 400, zeros + " zeros");
  }
}
