package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.InvalidKeyException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

class SessionKeysTest {
  private static final Custody CUSTODY =
      new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, Boundary.MODULE, "test");

  private final FakeCryptoki cryptoki = FakeTokens.cryptoki();
  private final Token token = FakeTokens.open(cryptoki);

  @AfterEach
  void close() {
    token.close();
    assertEquals(0, cryptoki.objects().size());
  }

  private TokenKey create(int length, KeyUse use) throws InvalidKeyException {
    return SessionKeys.create(token, octets(length), use, CUSTODY);
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) (i + 1);
    }
    return octets;
  }

  @ParameterizedTest
  @CsvSource({
    "MESSAGE_AUTHENTICATION, 20, 16, SIGN VERIFY",
    "TRAFFIC_AUTHENTICATION, 20, 16, SIGN VERIFY",
    "KEY_DATA_ENCRYPTION, 16, 31, ENCRYPT DECRYPT",
    "TEK_GENERATION, 32, 16, SIGN",
    "TRAFFIC_ENCRYPTION, 16, 31, DERIVE",
    "TRAFFIC_ENCRYPTION, 30, 16, DERIVE",
    "TRAFFIC_ENCRYPTION, 10, 16, DERIVE"
  })
  void aKeyCanDoWhatItIsForAndNothingElse(KeyUse use, int length, long keyType, String usage)
      throws InvalidKeyException {
    try (TokenKey key = create(length, use)) {
      Map<AttributeType, Attribute> object = cryptoki.objects().values().iterator().next();
      Set<AttributeType> allowed =
          Set.of(usage.split(" ")).stream()
              .map(AttributeType::valueOf)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(AttributeType.class)));
      for (AttributeType flag :
          EnumSet.of(
              AttributeType.ENCRYPT,
              AttributeType.DECRYPT,
              AttributeType.WRAP,
              AttributeType.UNWRAP,
              AttributeType.SIGN,
              AttributeType.VERIFY,
              AttributeType.DERIVE)) {
        assertEquals(new Attribute.Flag(flag, allowed.contains(flag)), object.get(flag));
      }
      assertEquals(
          new Attribute.Number(AttributeType.KEY_TYPE, keyType),
          object.get(AttributeType.KEY_TYPE));
      assertFlag(object, AttributeType.TOKEN, false);
      assertFlag(object, AttributeType.PRIVATE, true);
      assertFlag(object, AttributeType.SENSITIVE, true);
      assertFlag(object, AttributeType.EXTRACTABLE, false);
      assertFlag(object, AttributeType.MODIFIABLE, false);
      assertEquals(OptionalInt.of(8 * length), key.bitLength());
      assertEquals(length, key.storedLength(0));
      assertEquals(use, key.use());
    }
  }

  private static void assertFlag(
      Map<AttributeType, Attribute> object, AttributeType type, boolean value) {
    assertEquals(new Attribute.Flag(type, value), object.get(type));
  }

  @Test
  void shortHmacKeysArePadded() throws InvalidKeyException {
    try (TokenKey key = create(5, KeyUse.MESSAGE_AUTHENTICATION)) {
      assertEquals(20, key.storedLength(0));
      assertEquals(OptionalInt.of(40), key.bitLength());
      assertEquals(Octets.ofHex("0102030405" + "00".repeat(15)), cryptoki.value(onlyObject()));
    }
  }

  private ObjectHandle onlyObject() {
    Collection<ObjectHandle> handles = cryptoki.objects().keySet();
    assertEquals(1, handles.size());
    return handles.iterator().next();
  }

  @Test
  void aLongInkeyIsSplit() throws InvalidKeyException {
    try (TokenKey key = create(70, KeyUse.TEK_GENERATION)) {
      assertEquals(3, key.blockCount());
      assertArrayEquals(
          new int[] {32, 32, 20},
          new int[] {key.storedLength(0), key.storedLength(1), key.storedLength(2)});
      assertEquals(OptionalInt.of(560), key.bitLength());
      assertEquals(3, cryptoki.objects().size());
    }
  }

  @Test
  void aMacKeyIsNotSplit() throws InvalidKeyException {
    try (TokenKey key = create(70, KeyUse.MESSAGE_AUTHENTICATION)) {
      assertEquals(1, key.blockCount());
      assertEquals(70, key.storedLength(0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025})
  void impossibleLengthsAreRefused(int length) {
    assertThrows(InvalidKeyException.class, () -> create(length, KeyUse.TEK_GENERATION));
  }

  @Test
  void encrKeyIsAnAesKey() {
    assertThrows(InvalidKeyException.class, () -> create(20, KeyUse.KEY_DATA_ENCRYPTION));
  }

  @Test
  void aSaltIsNotPutIntoAToken() {
    assertThrows(InvalidKeyException.class, () -> create(14, KeyUse.MESSAGE_SALT));
  }

  @ParameterizedTest
  @EnumSource(names = {"SENSITIVE", "EXTRACTABLE", "PRIVATE", "TOKEN", "WRAP"})
  void aLyingTokenIsFoundOut(AttributeType lied) {
    cryptoki.lie(
        told ->
            told instanceof Attribute.Flag flag && flag.type() == lied
                ? new Attribute.Flag(lied, !flag.value())
                : told);
    assertThrows(KeyRefusedException.class, () -> create(70, KeyUse.TEK_GENERATION));
    assertEquals(0, cryptoki.objects().size());
  }
}
