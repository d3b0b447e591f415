package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
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
import org.mikeyhsm.jca.software.SoftwareKey;
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
  private static final long TIMESTAMP = 0xEEAE3D77C132A497L;
  private static final byte[] ENCR_KEY = octets(16, 100);
  private static final byte[] CM_SALT = octets(14, 101);
  private static final byte[] KW_SALT = octets(8, 102);

  /** encr_key and S for one algorithm, closed with the test. */
  private record Keys(Optional<CustodialKey> encrKey, Optional<CustodialKey> salt)
      implements AutoCloseable {
    KeyDataProtection protection() {
      return new KeyDataProtection(
          encrKey.map(SecretKey.class::cast), salt.map(SecretKey.class::cast), CSB_ID, TIMESTAMP);
    }

    @Override
    public void close() {
      encrKey.ifPresent(CustodialKey::close);
      salt.ifPresent(CustodialKey::close);
    }
  }

  private Keys keys(byte[] salt) throws InvalidKeyException {
    KeyUse use = salt == KW_SALT ? KeyUse.KEY_DATA_WRAPPING : KeyUse.KEY_DATA_ENCRYPTION;
    return new Keys(Optional.of(key(ENCR_KEY, use)), Optional.of(salt(salt)));
  }

  private Keys keysOf(String algorithm) throws InvalidKeyException {
    return switch (algorithm) {
      case "AES-CM-128" -> keys(CM_SALT);
      case "AES-KW-128" -> keys(KW_SALT);
      default -> new Keys(Optional.empty(), Optional.empty());
    };
  }

  private KeyDataTransport transport(String algorithm) throws NoSuchAlgorithmException {
    return KeyDataTransport.getInstance(algorithm, provider());
  }

  private static KeyDataRequest request(KeyDataType type, int length) {
    return new KeyDataRequest(type, length, 0, KeyValidity.none(), KeyPlace.PROVIDER);
  }

  private static KeyDataRequest hostTek(int length) {
    return new KeyDataRequest(KeyDataType.TEK, length, 0, KeyValidity.none(), KeyPlace.HOST);
  }

  /** Key data of one TEK that the test knows. */
  private static byte[] clear(byte[] tek) {
    try (KeyDataSubPayload subPayload =
        new KeyDataSubPayload(
            KeyDataType.TEK, SecretOctets.copyOf(tek), Octets.empty(), KeyValidity.none())) {
      return KeyDataSubPayload.encodeAll(List.of(subPayload));
    }
  }

  private static Cipher aesCm(int mode) throws GeneralSecurityException {
    byte[] iv = new byte[16];
    System.arraycopy(CM_SALT, 0, iv, 0, 14);
    for (int i = 0; i < 4; i++) {
      iv[2 + i] ^= (byte) (CSB_ID >>> (24 - 8 * i));
    }
    for (int i = 0; i < 8; i++) {
      iv[6 + i] ^= (byte) (TIMESTAMP >>> (56 - 8 * i));
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
            request(KeyDataType.TGK, 20),
            new KeyDataRequest(KeyDataType.TGK_SALT, 16, 14, validity, KeyPlace.PROVIDER),
            new KeyDataRequest(KeyDataType.TEK_SALT, 20, 14, KeyValidity.none(), KeyPlace.HOST));
    try (Keys keys = keysOf(algorithm)) {
      SealedKeyData sealed = transport(algorithm).generateAndWrap(keys.protection(), requests);
      List<TransportedKey> received =
          transport(algorithm).unwrap(keys.protection(), sealed.encrData(), KeyPlace.HOST);
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
          assertArrayEquals(octetsOf(sent), octetsOf(got));
          assertEquals(
              got.isTek() || algorithm.equals("NULL") || provider().getName().equals("Mikey"),
              got.key().custody().level() == CustodyLevel.HOST);
        }
      }
    }
  }

  /** A TEK's octets, or what a TGK yields. */
  private byte[] octetsOf(TransportedKey key) throws GeneralSecurityException {
    if (key.isTek()) {
      return SoftwareKey.export(key.key());
    }
    DerivedKeySpec spec = new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, KeyPlace.HOST);
    byte[] label = label(TEK, 1, new byte[4], new byte[16]);
    try (CustodialKey tek =
        KeyDerivation.getInstance("MIKEY-1", provider()).deriveKey(key.key(), label, spec)) {
      return SoftwareKey.export(tek);
    }
  }

  @Test
  void aesCmIsTheJdksCounterMode() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT)) {
      SealedKeyData sealed =
          transport("AES-CM-128").generateAndWrap(keys.protection(), List.of(hostTek(40)));
      try (TransportedKey tek = sealed.keys().get(0)) {
        byte[] decrypted = aesCm(Cipher.DECRYPT_MODE).doFinal(sealed.encrData().toArray());
        assertArrayEquals(clear(SoftwareKey.export(tek.key())), decrypted);
      }
    }
  }

  @Test
  void aesCmOpensWhatTheJdkEncrypts() throws GeneralSecurityException {
    byte[] tek = octets(300, 7);
    Octets encrData = Octets.of(aesCm(Cipher.ENCRYPT_MODE).doFinal(clear(tek)));
    try (Keys keys = keys(CM_SALT);
        TransportedKey got =
            transport("AES-CM-128").unwrap(keys.protection(), encrData, KeyPlace.HOST).get(0)) {
      assertArrayEquals(tek, SoftwareKey.export(got.key()));
    }
  }

  @Test
  void aesKwIsTheJdksKeyWrap() throws GeneralSecurityException {
    try (Keys keys = keys(KW_SALT)) {
      SealedKeyData sealed =
          transport("AES-KW-128").generateAndWrap(keys.protection(), List.of(hostTek(20)));
      try (TransportedKey tek = sealed.keys().get(0)) {
        byte[] decrypted = aesKw(Cipher.DECRYPT_MODE).doFinal(sealed.encrData().toArray());
        assertArrayEquals(clear(SoftwareKey.export(tek.key())), decrypted);
        assertEquals(32, sealed.encrData().length());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 20, 60, 252})
  void aesKwOpensWhatTheJdkWraps(int length) throws GeneralSecurityException {
    byte[] tek = octets(length, 8);
    Octets encrData = Octets.of(aesKw(Cipher.ENCRYPT_MODE).doFinal(clear(tek)));
    try (Keys keys = keys(KW_SALT);
        TransportedKey got =
            transport("AES-KW-128").unwrap(keys.protection(), encrData, KeyPlace.HOST).get(0)) {
      assertArrayEquals(tek, SoftwareKey.export(got.key()));
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
    assertUnusable(algorithm, KeyDataProtection.none(CSB_ID, TIMESTAMP));
    try (Keys keys = keysOf(algorithm)) {
      assertUnusable(algorithm, new Keys(keys.encrKey(), Optional.empty()).protection());
      assertUnusable(algorithm, new Keys(Optional.empty(), keys.salt()).protection());
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
              Optional.of(stranger()), keys.salt().map(SecretKey.class::cast), CSB_ID, TIMESTAMP));
    }
  }

  @Test
  void aKeyIsNoSalt() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT);
        CustodialKey noSalt = key(octets(16, 12), KeyUse.KEY_DATA_ENCRYPTION)) {
      assertUnusable("AES-CM-128", new Keys(keys.encrKey(), Optional.of(noSalt)).protection());
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
      assertTrue(transport.unwrap(keys.protection(), Octets.empty(), KeyPlace.HOST).isEmpty());
    }
  }

  @Test
  void everyKeyIsFresh() throws GeneralSecurityException {
    try (Keys keys = keys(CM_SALT);
        TransportedKey first = fresh(keys);
        TransportedKey second = fresh(keys)) {
      assertEquals(false, first.key().equals(second.key()));
    }
  }

  private TransportedKey fresh(Keys keys) throws GeneralSecurityException {
    return transport("AES-CM-128")
        .generateAndWrap(keys.protection(), List.of(hostTek(16)))
        .keys()
        .get(0);
  }
}
