package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** What every {@code KeyDataTransport} does. */
public abstract class KeyDataTransportContract extends EngineContract {
  /** For a provider\'s own tests. */
  protected KeyDataTransportContract() {}

  private static final int CSB_ID = 0xB83D5808;
  private static final byte[] ENCR_KEY = octets(16, 100);
  private static final byte[] CM_SALT = octets(14, 101);
  private static final byte[] KW_SALT = octets(8, 102);

  /** Another one for each test: a token may refuse a key stream that was used before. */
  private long timestamp = new SecureRandom().nextLong();

  private static final byte[] LABEL = label(TEK, 1, new byte[4], new byte[16]);

  /** encr_key and S for one algorithm, closed with the test. */
  private record Keys(Optional<CustodialKey> encrKey, Optional<CustodialKey> salt, long timestamp)
      implements AutoCloseable {
    KeyDataProtection protection() {
      return new KeyDataProtection(
          encrKey.map(SecretKey.class::cast), salt.map(SecretKey.class::cast), CSB_ID, timestamp);
    }

    @Override
    public void close() {
      encrKey.ifPresent(CustodialKey::close);
      salt.ifPresent(CustodialKey::close);
    }
  }

  private Keys keys(byte[] salt) throws InvalidKeyException {
    KeyUse use = salt == KW_SALT ? KeyUse.KEY_DATA_WRAPPING : KeyUse.KEY_DATA_ENCRYPTION;
    return new Keys(Optional.of(key(ENCR_KEY, use)), Optional.of(salt(salt)), timestamp);
  }

  private Keys keysOf(String algorithm) throws InvalidKeyException {
    return switch (algorithm) {
      case "AES-CM-128" -> keys(CM_SALT);
      case "AES-KW-128" -> keys(KW_SALT);
      default -> new Keys(Optional.empty(), Optional.empty(), timestamp);
    };
  }

  private KeyDataTransport transport(String algorithm) throws NoSuchAlgorithmException {
    return KeyDataTransport.getInstance(algorithm, provider());
  }

  private static KeyDataRequest request(KeyDataType type, int length) {
    return new KeyDataRequest(type, length, 0, KeyValidity.none(), KeyPlace.PROVIDER);
  }

  /** A key of any length whose octets can be compared: as a TEK, or by the TEK of a TGK. */
  private KeyDataRequest comparable(int length) {
    KeyDataType type = probe() == KeyProbe.EXPORT ? KeyDataType.TEK : KeyDataType.TGK;
    return new KeyDataRequest(type, length, 0, KeyValidity.none(), probe().place());
  }

  /** Key data of such a key that the test knows. */
  private byte[] clear(byte[] key) {
    try (KeyDataSubPayload subPayload =
        new KeyDataSubPayload(
            comparable(16).keyType(),
            SecretOctets.copyOf(key),
            Octets.empty(),
            KeyValidity.none())) {
      return KeyDataSubPayload.encodeAll(List.of(subPayload));
    }
  }

  /** What a comparable key shows, of which the test has the octets in clear key data. */
  private byte[] expected(byte[] clear) throws GeneralSecurityException {
    byte[] key = Arrays.copyOfRange(clear, 4, clear.length);
    return probe() == KeyProbe.EXPORT ? key : expectedTek(key, LABEL);
  }

  private Cipher aesCm(int mode) throws GeneralSecurityException {
    byte[] iv = new byte[16];
    System.arraycopy(CM_SALT, 0, iv, 0, 14);
    for (int i = 0; i < 4; i++) {
      iv[2 + i] ^= (byte) (CSB_ID >>> (24 - 8 * i));
    }
    for (int i = 0; i < 8; i++) {
      iv[6 + i] ^= (byte) (timestamp >>> (56 - 8 * i));
    }
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(mode, new SecretKeySpec(ENCR_KEY, "AES"), new IvParameterSpec(iv));
    return cipher;
  }

  private static Cipher aesKw(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
    cipher.init(mode, new SecretKeySpec(ENCR_KEY, "AES"), new IvParameterSpec(KW_SALT));
    return cipher;
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "AES-CM-128", "AES-KW-128"})
  void whatWasWrappedIsUnwrapped(String algorithm) throws GeneralSecurityException {
    KeyValidity validity = new KeyValidity.Spi(Octets.ofHex("c0ffee"));
    List<KeyDataRequest> requests =
        List.of(
            request(KeyDataType.TGK, 24),
            new KeyDataRequest(KeyDataType.TGK_SALT, 16, 14, validity, KeyPlace.PROVIDER),
            new KeyDataRequest(KeyDataType.TEK_SALT, 16, 14, KeyValidity.none(), probe().place()));
    try (Keys keys = keysOf(algorithm)) {
      SealedKeyData sealed = transport(algorithm).generateAndWrap(keys.protection(), requests);
      List<TransportedKey> received =
          transport(algorithm).unwrap(keys.protection(), sealed.encrData(), probe().place());
      for (int i = 0; i < requests.size(); i++) {
        TransportedKey sent = sealed.keys().get(i);
        TransportedKey got = received.get(i);
        try (sent;
            got) {
          assertEquals(requests.get(i).keyType(), got.keyType());
          assertEquals(requests.get(i).keyLength() * 8, got.key().bitLength().orElseThrow());
          assertEquals(requests.get(i).saltLength(), got.salt().length());
          assertEquals(sent.salt(), got.salt());
          assertEquals(sent.validity(), got.validity());
          assertEquals(Origin.GENERATED, sent.key().custody().origin());
          assertEquals(Origin.UNWRAPPED, got.key().custody().origin());
          assertArrayEquals(shown(sent), shown(got));
          assertEquals(
              (got.isTek() && probe().place() == KeyPlace.HOST)
                  || algorithm.equals("NULL")
                  || provider().getName().equals("Mikey"),
              got.key().custody().level() == CustodyLevel.HOST);
        }
      }
    }
  }

  /** What a TEK shows, or the TEK that a TGK yields. */
  private byte[] shown(TransportedKey key) throws GeneralSecurityException {
    if (key.isTek()) {
      return probe().show(provider(), key.key(), key.salt());
    }
    return key.salt().isEmpty()
        ? shownTek(key.key(), LABEL)
        : shownTek(key.key(), LABEL, key.salt());
  }

  @Test
  void aesCmIsTheJdksCounterMode() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT)) {
      SealedKeyData sealed =
          transport("AES-CM-128").generateAndWrap(keys.protection(), List.of(comparable(40)));
      try (TransportedKey tek = sealed.keys().get(0)) {
        byte[] decrypted = aesCm(Cipher.DECRYPT_MODE).doFinal(sealed.encrData().toArray());
        assertArrayEquals(expected(decrypted), shown(tek));
      }
    }
  }

  @Test
  void aesCmOpensWhatTheJdkEncrypts() throws GeneralSecurityException {
    byte[] tek = octets(300, 7);
    Octets encrData = Octets.of(aesCm(Cipher.ENCRYPT_MODE).doFinal(clear(tek)));
    try (Keys keys = keys(CM_SALT);
        TransportedKey got =
            transport("AES-CM-128").unwrap(keys.protection(), encrData, probe().place()).get(0)) {
      assertArrayEquals(expected(clear(tek)), shown(got));
    }
  }

  /** A key that a provider does not take for its length looks like key data that is none. */
  @Test
  void aKeyOfAnyLengthIsTakenOrUnreadable() throws GeneralSecurityException {
    Octets encrData = Octets.of(aesCm(Cipher.ENCRYPT_MODE).doFinal(clear(octets(5000, 7))));
    try (Keys keys = keys(CM_SALT)) {
      KeyDataTransport transport = transport("AES-CM-128");
      try {
        transport
            .unwrap(keys.protection(), encrData, probe().place())
            .forEach(TransportedKey::close);
      } catch (BadPaddingException e) {
        assertEquals("the key data does not decrypt", e.getMessage());
      }
    }
  }

  @Test
  void aesKwIsTheJdksKeyWrap() throws GeneralSecurityException {
    try (Keys keys = keys(KW_SALT)) {
      SealedKeyData sealed =
          transport("AES-KW-128").generateAndWrap(keys.protection(), List.of(comparable(20)));
      try (TransportedKey tek = sealed.keys().get(0)) {
        byte[] decrypted = aesKw(Cipher.DECRYPT_MODE).doFinal(sealed.encrData().toArray());
        assertArrayEquals(expected(decrypted), shown(tek));
        assertEquals(32, sealed.encrData().length());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 28, 60, 252})
  void aesKwOpensWhatTheJdkWraps(int length) throws GeneralSecurityException {
    byte[] tek = octets(length, 8);
    Octets encrData = Octets.of(aesKw(Cipher.ENCRYPT_MODE).doFinal(clear(tek)));
    try (Keys keys = keys(KW_SALT);
        TransportedKey got =
            transport("AES-KW-128").unwrap(keys.protection(), encrData, probe().place()).get(0)) {
      assertArrayEquals(expected(clear(tek)), shown(got));
    }
  }

  @Test
  void aesKwTakesATgkOf20OctetsAndNotOf16() throws GeneralSecurityException {
    KeyDataTransport transport = transport("AES-KW-128");
    try (Keys keys = keys(KW_SALT)) {
      SealedKeyData sealed =
          transport.generateAndWrap(keys.protection(), List.of(request(KeyDataType.TGK, 20)));
      sealed.keys().forEach(TransportedKey::close);
      assertEquals(32, sealed.encrData().length());
      assertThrows(
          IllegalBlockSizeException.class,
          () ->
              transport.generateAndWrap(keys.protection(), List.of(request(KeyDataType.TGK, 16))));
    }
  }

  @Test
  void tamperedAesKwDataIsRefused() throws GeneralSecurityException {
    KeyDataTransport transport = transport("AES-KW-128");
    byte[] wrapped = aesKw(Cipher.ENCRYPT_MODE).doFinal(clear(octets(20, 9)));
    try (Keys keys = keys(KW_SALT)) {
      for (int i = 0; i < wrapped.length; i++) {
        byte[] tampered = wrapped.clone();
        tampered[i] ^= 1;
        assertThrows(
            BadPaddingException.class,
            () -> transport.unwrap(keys.protection(), Octets.of(tampered), KeyPlace.PROVIDER));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16, 23, 25, 31, 33})
  void aesKwDataOfAnImpossibleLengthIsRefusedLikewise(int length) throws GeneralSecurityException {
    KeyDataTransport transport = transport("AES-KW-128");
    try (Keys keys = keys(KW_SALT)) {
      assertThrows(
          BadPaddingException.class,
          () ->
              transport.unwrap(
                  keys.protection(), Octets.of(octets(length, 10)), KeyPlace.PROVIDER));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "AES-CM-128", "AES-KW-128"})
  void whatIsNoKeyDataIsRefused(String algorithm) throws GeneralSecurityException {
    KeyDataTransport transport = transport(algorithm);
    byte[] clear = clear(octets(20, 11));
    clear[2] ^= 1; // the key's length
    assertRefused(transport, algorithm, clear);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "AES-CM-128"})
  void anEmptyKeyIsRefused(String algorithm) throws GeneralSecurityException {
    assertRefused(transport(algorithm), algorithm, new byte[] {0, 0x20, 0, 0});
  }

  private void assertRefused(KeyDataTransport transport, String algorithm, byte[] clear)
      throws GeneralSecurityException {
    byte[] encrypted =
        switch (algorithm) {
          case "AES-CM-128" -> aesCm(Cipher.ENCRYPT_MODE).doFinal(clear);
          case "AES-KW-128" -> aesKw(Cipher.ENCRYPT_MODE).doFinal(clear);
          default -> clear.clone();
        };
    try (Keys keys = keysOf(algorithm)) {
      assertThrows(
          BadPaddingException.class,
          () -> transport.unwrap(keys.protection(), Octets.of(encrypted), KeyPlace.PROVIDER));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES-CM-128", "AES-KW-128"})
  void aSaltOfAnotherLengthIsRefused(String algorithm) throws GeneralSecurityException {
    byte[] other = algorithm.equals("AES-CM-128") ? KW_SALT : CM_SALT;
    try (Keys keys = keys(other)) {
      assertUnusable(algorithm, keys.protection());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES-CM-128", "AES-KW-128"})
  void missingKeysAreRefused(String algorithm) throws GeneralSecurityException {
    assertUnusable(algorithm, KeyDataProtection.none(CSB_ID, timestamp));
    try (Keys keys = keysOf(algorithm)) {
      assertUnusable(algorithm, new Keys(keys.encrKey(), Optional.empty(), timestamp).protection());
      assertUnusable(algorithm, new Keys(Optional.empty(), keys.salt(), timestamp).protection());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES-CM-128", "AES-KW-128"})
  void closedKeysAreRefused(String algorithm) throws GeneralSecurityException {
    try (Keys keys = keysOf(algorithm)) {
      keys.encrKey().orElseThrow().close();
      assertUnusable(algorithm, keys.protection());
    }
    try (Keys keys = keysOf(algorithm)) {
      keys.salt().orElseThrow().close();
      assertUnusable(algorithm, keys.protection());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES-CM-128", "AES-KW-128"})
  void aStrangersKeyIsRefused(String algorithm) throws GeneralSecurityException {
    try (Keys keys = keysOf(algorithm)) {
      assertUnusable(
          algorithm,
          new KeyDataProtection(
              Optional.of(stranger()), keys.salt().map(SecretKey.class::cast), CSB_ID, timestamp));
    }
  }

  @Test
  void aKeyIsNoSalt() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT);
        CustodialKey noSalt = key(octets(16, 12), KeyUse.KEY_DATA_ENCRYPTION)) {
      assertUnusable(
          "AES-CM-128", new Keys(keys.encrKey(), Optional.of(noSalt), timestamp).protection());
    }
  }

  private void assertUnusable(String algorithm, KeyDataProtection protection)
      throws GeneralSecurityException {
    KeyDataTransport transport = transport(algorithm);
    assertThrows(
        InvalidKeyException.class,
        () -> transport.generateAndWrap(protection, List.of(request(KeyDataType.TGK, 20))));
    assertThrows(
        InvalidKeyException.class,
        () -> transport.unwrap(protection, Octets.of(octets(32, 13)), KeyPlace.PROVIDER));
  }

  @Test
  void anUpdateWithoutKeysHasNoKeyData() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT)) {
      KeyDataTransport transport = transport("AES-CM-128");
      assertTrue(transport.generateAndWrap(keys.protection(), List.of()).encrData().isEmpty());
      assertTrue(transport.unwrap(keys.protection(), Octets.empty(), probe().place()).isEmpty());
    }
  }

  @Test
  void everyKeyIsFresh() throws GeneralSecurityException {
    byte[] first = fresh();
    timestamp++;
    assertFalse(Arrays.equals(first, fresh()));
  }

  private byte[] fresh() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT);
        TransportedKey key = fresh(keys)) {
      return shown(key);
    }
  }

  private TransportedKey fresh(Keys keys) throws GeneralSecurityException {
    return transport("AES-CM-128")
        .generateAndWrap(keys.protection(), List.of(comparable(16)))
        .keys()
        .get(0);
  }
}
