package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

class TokenTest {
  private static final Mechanism HMAC = new Mechanism.HmacSha1();
  private static final byte[] DATA = {1, 2, 3};

  private final FakeCryptoki cryptoki = FakeCryptoki.withToken("alice");
  private final CryptokiModule module = CryptokiModule.initialize(cryptoki);
  private final Token token = module.openToken("alice", "1234"::toCharArray);

  @AfterEach
  void close() {
    module.close();
  }

  private ObjectHandle putKey(Attribute... others) {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(new Attribute.Flag(AttributeType.TOKEN, true));
    template.add(new Attribute.Flag(AttributeType.SENSITIVE, true));
    template.add(new Attribute.Flag(AttributeType.EXTRACTABLE, false));
    template.add(new Attribute.Flag(AttributeType.SIGN, true));
    template.add(Attribute.Text.of(AttributeType.LABEL, "psk"));
    template.add(new Attribute.Secret(AttributeType.VALUE, SecretOctets.copyOf(new byte[20])));
    template.addAll(List.of(others));
    return cryptoki.put(template.toArray(Attribute[]::new));
  }

  private void putLength(String value) {
    cryptoki.put(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA),
        Attribute.Text.of(AttributeType.APPLICATION, "mikey-hsm"),
        Attribute.Text.of(AttributeType.LABEL, "psk"),
        Attribute.Text.of(AttributeType.VALUE, value));
  }

  private TokenKey sessionKey() {
    try (SecretOctets value = SecretOctets.copyOf(new byte[20])) {
      List<Attribute> template =
          List.of(
              new Attribute.Flag(AttributeType.SIGN, true),
              new Attribute.Secret(AttributeType.VALUE, value));
      return token.makeKey(
          List.of(KeySource.create(template), KeySource.create(template)),
          new TokenKey.Description(
              KeyUse.TEK_GENERATION,
              40,
              new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, Boundary.MODULE, "test")));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPreSharedKeyIsOpaqueAndStaysOnTheToken() throws InvalidKeyException {
    putKey();
    TokenKey psk = token.preSharedKey("psk");
    assertNull(psk.getEncoded());
    assertNull(psk.getFormat());
    assertEquals(OptionalInt.of(160), psk.bitLength());
    assertEquals(CustodyLevel.TOKEN, psk.custody().level());
    assertEquals(Origin.IMPORTED, psk.custody().origin());
    assertEquals(Boundary.MODULE, psk.custody().boundary());
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
    psk.close();
    assertTrue(psk.isDestroyed());
    assertThrows(InvalidKeyException.class, () -> token.sign(HMAC, psk, 0, DATA));
    assertEquals(0, cryptoki.calls("C_DestroyObject"));
    assertEquals(20, token.sign(HMAC, token.preSharedKey("psk"), 0, DATA).length);
  }

  @Test
  void aPreSharedKeyIsLookedForOnce() {
    putKey();
    token.preSharedKey("psk");
    long calls = cryptoki.calls("C_FindObjects");
    token.preSharedKey("psk");
    assertEquals(calls, cryptoki.calls("C_FindObjects"));
  }

  @Test
  void aKeyThatTheTokenGeneratedIsSaidToBe() {
    putKey(new Attribute.Flag(AttributeType.LOCAL, true));
    assertEquals(Origin.GENERATED, token.preSharedKey("psk").custody().origin());
  }

  @Test
  void theTrueLengthIsRecorded() {
    putKey();
    putLength("psk-octets=16");
    TokenKey psk = token.preSharedKey("psk");
    assertEquals(OptionalInt.of(128), psk.bitLength());
    assertEquals(20, psk.storedLength(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"psk-octets=", "psk-octets=0", "psk-octets=21", "16", "psk-octets=16\n"})
  void aWrongRecordIsRefused(String value) {
    putKey();
    putLength(value);
    assertThrows(KeyRefusedException.class, () -> token.preSharedKey("psk"));
  }

  @Test
  void twoRecordsAreRefused() {
    putKey();
    putLength("psk-octets=16");
    putLength("psk-octets=17");
    assertThrows(KeyRefusedException.class, () -> token.preSharedKey("psk"));
  }

  @Test
  void noKeyAndTwoKeysAreRefused() {
    assertThrows(KeyNotFoundException.class, () -> token.preSharedKey("psk"));
    putKey();
    putKey();
    assertThrows(KeyNotFoundException.class, () -> token.preSharedKey("psk"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SENSITIVE", "EXTRACTABLE"})
  void aReadableKeyIsRefused(AttributeType flag) {
    boolean bad = flag == AttributeType.EXTRACTABLE;
    putKey(new Attribute.Flag(flag, bad));
    KeyRefusedException e =
        assertThrows(KeyRefusedException.class, () -> token.preSharedKey("psk"));
    assertTrue(e.getMessage().contains("CKA_" + flag.name()), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"SENSITIVE", "EXTRACTABLE", "VALUE_LEN"})
  void aKeyThatDoesNotTellIsRefused(AttributeType untold) {
    ObjectHandle key = putKey();
    cryptoki.objects().get(key).remove(untold);
    assertThrows(KeyRefusedException.class, () -> token.preSharedKey("psk"));
  }

  @Test
  void aLostKeyIsRefusedAndLookedForAgain() throws InvalidKeyException {
    ObjectHandle lost = putKey();
    TokenKey psk = token.preSharedKey("psk");
    cryptoki.lose(lost);
    assertThrows(InvalidKeyException.class, () -> token.sign(HMAC, psk, 0, DATA));
    putKey();
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
    assertEquals(20, token.sign(HMAC, token.preSharedKey("psk"), 0, DATA).length);
  }

  @Test
  void aSessionKeyIsDestroyedOnce() {
    TokenKey key = sessionKey();
    assertEquals(2, key.blockCount());
    assertEquals(2, token.sessionObjectCount());
    assertEquals(2, token.objectCount());
    key.close();
    key.close();
    assertEquals(0, token.sessionObjectCount());
    assertEquals(0, token.objectCount());
    assertEquals(2, cryptoki.calls("C_DestroyObject"));
  }

  @Test
  void closingTheTokenDestroysItsKeys() {
    TokenKey key = sessionKey();
    token.close();
    assertEquals(0, cryptoki.objects().size());
    assertEquals(0, token.sessionObjectCount());
    assertTrue(key.isDestroyed());
    assertThrows(InvalidKeyException.class, () -> token.sign(HMAC, key, 0, DATA));
    key.close();
    assertEquals(2, cryptoki.calls("C_DestroyObject"));
  }

  @Test
  void aClosedTokenDoesNothing() {
    token.close();
    assertThrows(TokenUnavailableException.class, () -> token.preSharedKey("psk"));
    assertThrows(TokenUnavailableException.class, token::objectCount);
    assertThrows(TokenUnavailableException.class, () -> token.generateRandom(new byte[1]));
    assertThrows(TokenUnavailableException.class, this::sessionKey);
    assertEquals(0, token.openSessionCount());
  }

  @Test
  void aTokenThatFailsAtItsEndIsClosedAllTheSame() {
    cryptoki.fail("C_Logout", 0x30);
    assertThrows(CryptokiException.class, token::close);
    assertEquals(0, cryptoki.openSessions());
    cryptoki.fail("C_Logout", 0);
    module.openToken("alice", "1234"::toCharArray).close();
  }

  @Test
  void anotherTokensKeyIsRefused() {
    cryptoki.addToken("bob", 0x400, 0);
    TokenKey key = sessionKey();
    try (Token bob = module.openToken("bob", "1234"::toCharArray)) {
      assertThrows(InvalidKeyException.class, () -> bob.sign(HMAC, key, 0, DATA));
    }
  }

  @Test
  void whatTheTokenSaysOfTheKeyIsToldAsSuch() {
    TokenKey key = sessionKey();
    for (long code : new long[] {0x62, 0x63, 0x68}) {
      cryptoki.fail("C_Sign", code);
      assertThrows(InvalidKeyException.class, () -> token.sign(HMAC, key, 0, DATA));
    }
    cryptoki.fail("C_Sign", 0x30);
    assertThrows(CryptokiException.class, () -> token.sign(HMAC, key, 0, DATA));
  }

  @Test
  void knowsItsMechanisms() {
    assertEquals(20, token.mechanism(MechanismType.SHA_1_HMAC).orElseThrow().minKeySize());
    token.mechanism(MechanismType.SHA_1_HMAC);
    assertEquals(1, cryptoki.calls("C_GetMechanismInfo"));
    assertEquals(Optional.empty(), token.mechanism(new MechanismType(1)));
  }

  @Test
  void givesRandomOctets() {
    byte[] octets = new byte[3];
    token.generateRandom(octets);
    assertArrayEquals(new byte[] {0x55, 0x55, 0x55}, octets);
    token.generateRandom(new byte[0]);
    assertEquals(1, cryptoki.calls("C_GenerateRandom"));
  }

  @Test
  void keysAreNotSerialized() throws IOException {
    TokenKey key = sessionKey();
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThrows(NotSerializableException.class, () -> out.writeObject(key));
    }
    assertEquals("TokenKey[MIKEY, TRANSIENT]", key.toString());
  }

  @Test
  void aLostSessionIsOpenedAnewAndThePskFoundAgain() throws InvalidKeyException {
    putKey();
    TokenKey psk = token.preSharedKey("psk");
    token.sign(HMAC, psk, 0, DATA);
    cryptoki.dropSessions();
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
    assertEquals(2, cryptoki.calls("C_Login"));
    assertTrue(token.openSessionCount() <= 2);
  }

  @Test
  void aLoginThatSomebodyEndedIsMadeAnew() throws InvalidKeyException {
    putKey();
    TokenKey psk = token.preSharedKey("psk");
    token.sign(HMAC, psk, 0, DATA);
    cryptoki.dropLogin();
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
    assertEquals(2, cryptoki.calls("C_Login"));
  }

  @Test
  void aKeyIsMadeAfterALoginThatSomebodyEnded() {
    cryptoki.dropLogin();
    sessionKey();
    assertEquals(2, cryptoki.calls("C_Login"));
    assertEquals(2, token.sessionObjectCount());
  }

  @Test
  void aFlagThatIsNotToldBecauseTheLoginEndedIsNoRefusal() {
    AtomicBoolean ended = new AtomicBoolean();
    cryptoki.lie(
        told -> {
          if (told.type() == AttributeType.SIGN && ended.compareAndSet(false, true)) {
            cryptoki.dropLogin();
            return new Attribute.Flag(AttributeType.SIGN, false);
          }
          return told;
        });
    sessionKey();
    assertEquals(2, cryptoki.calls("C_Login"));
    assertEquals(2, token.sessionObjectCount());
  }

  @Test
  void keysThatCannotBeDescribedAreDestroyed() {
    try (SecretOctets value = SecretOctets.copyOf(new byte[20])) {
      KeySource source =
          KeySource.create(
              List.of(
                  new Attribute.Flag(AttributeType.SIGN, true),
                  new Attribute.Secret(AttributeType.VALUE, value)));
      Questions questions =
          new Questions(AttributeType.MIKEY_USE, Set.of(), Set.of(), told -> Set.of());
      assertThrows(
          KeyRefusedException.class,
          () ->
              token.makeKeys(
                  source,
                  questions,
                  told -> {
                    throw new KeyRefusedException("of no use that is known");
                  }));
    }
    assertEquals(1, cryptoki.calls("C_CreateObject"));
    assertEquals(0, token.sessionObjectCount());
    assertEquals(0, cryptoki.objects().size());
  }

  @Test
  void nobodyAsksForTheLoginBeforeACall() throws InvalidKeyException {
    TokenKey key = sessionKey();
    token.sign(HMAC, key, 0, DATA);
    long asked = cryptoki.calls("C_GetSessionInfo");
    sessionKey();
    token.sign(HMAC, key, 0, DATA);
    assertEquals(asked, cryptoki.calls("C_GetSessionInfo"));
  }

  @Test
  void aSessionKeyIsLostWithItsSessionAndDestroysNobodyElses() throws InvalidKeyException {
    putKey();
    TokenKey lost = sessionKey();
    cryptoki.dropSessions();
    InvalidKeyException e =
        assertThrows(InvalidKeyException.class, () -> token.sign(HMAC, lost, 0, DATA));
    assertTrue(e.getMessage().contains("lost this key"), e.getMessage());
    TokenKey next = sessionKey();
    long destroyed = cryptoki.calls("C_DestroyObject");
    lost.close();
    assertEquals(destroyed, cryptoki.calls("C_DestroyObject"));
    assertEquals(20, token.sign(HMAC, next, 0, DATA).length);
  }

  @Test
  void aPinThatIsRefusedAtAReconnectIsNotTriedAgain() {
    putKey();
    TokenKey psk = token.preSharedKey("psk");
    cryptoki.pin(new byte[] {'9', '9', '9', '9'});
    cryptoki.dropSessions();
    for (int i = 0; i < 3; i++) {
      assertThrows(PinRefusedException.class, () -> token.sign(HMAC, psk, 0, DATA));
    }
    assertEquals(2, cryptoki.calls("C_Login"));
  }

  @Test
  void aKeyWhoseHandleIsLostIsLookedForAgain() throws InvalidKeyException {
    ObjectHandle lost = putKey();
    TokenKey psk = token.preSharedKey("psk");
    cryptoki.lose(lost);
    putKey();
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
  }

  @Test
  void aKeyIsFoundByItsId() throws InvalidKeyException {
    Octets id = Octets.ofHex("0102030405060708");
    putKey(new Attribute.Text(AttributeType.ID, id));
    putLength("psk-octets=16");
    TokenKey psk = token.preSharedKeyOfId(id);
    assertEquals(OptionalInt.of(128), psk.bitLength());
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
    cryptoki.dropSessions();
    assertEquals(20, token.sign(HMAC, psk, 0, DATA).length);
    KeyNotFoundException e =
        assertThrows(KeyNotFoundException.class, () -> token.preSharedKeyOfId(Octets.ofHex("09")));
    assertTrue(e.getMessage().contains("CKA_ID 09"), e.getMessage());
  }
}
