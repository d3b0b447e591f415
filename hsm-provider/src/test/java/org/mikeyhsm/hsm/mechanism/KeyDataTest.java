package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;

/** The custody that key data transport yields, and what it leaves behind. */
class KeyDataTest {
  private final FakeCryptoki cryptoki = FakeTokens.cryptoki();
  private final Token token = FakeTokens.open(cryptoki);

  @AfterEach
  void close() {
    assertEquals(0, token.sessionObjectCount());
    token.close();
  }

  private KeyDataStrategy strategy(String algorithm) {
    return TokenOperations.of(token).keyData().get(algorithm).chosen();
  }

  private TokenKey encrKey(int length) throws InvalidKeyException {
    return encrKey(length, "AES-CM-128");
  }

  private TokenKey encrKey(int length, String algorithm) throws InvalidKeyException {
    return SessionKeys.create(
        token,
        new byte[length],
        algorithm.equals("AES-KW-128") ? KeyUse.KEY_DATA_WRAPPING : KeyUse.KEY_DATA_ENCRYPTION,
        new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, Boundary.MODULE, "test"));
  }

  private static KeyDataProtection protection(TokenKey encrKey, int saltLength) {
    return new KeyDataProtection(
        Optional.of(encrKey),
        Optional.of(
            SoftwareKey.copyOf(
                new byte[saltLength], "MIKEY", Custody.salt(Origin.DERIVED, "test"))),
        0x01020304,
        0x1112131415161718L);
  }

  private static List<KeyDataRequest> request(KeyDataType type, KeyPlace place) {
    return List.of(new KeyDataRequest(type, 20, 0, KeyValidity.none(), place));
  }

  @ParameterizedTest
  @CsvSource({
    "NULL, 14, HOST, NONE",
    "AES-CM-128, 14, TRANSIENT, MODULE",
    "AES-KW-128, 8, TRANSIENT, MODULE"
  })
  void custodyOfATgk(String algorithm, int saltLength, CustodyLevel level, Boundary boundary)
      throws GeneralSecurityException {
    try (TokenKey encrKey = encrKey(16, algorithm)) {
      KeyDataProtection protection = protection(encrKey, saltLength);
      SealedKeyData sealed =
          strategy(algorithm)
              .generateAndWrap(
                  token,
                  CustodyGuard.NONE,
                  protection,
                  Optional.empty(),
                  request(KeyDataType.TGK, KeyPlace.PROVIDER));
      try (TransportedKey sent = sealed.keys().get(0);
          TransportedKey received =
              strategy(algorithm)
                  .unwrap(
                      token, CustodyGuard.NONE, protection, sealed.encrData(), KeyPlace.PROVIDER)
                  .get(0)) {
        assertEquals(level, sent.key().custody().level());
        assertEquals(boundary, sent.key().custody().boundary());
        assertEquals(Origin.GENERATED, sent.key().custody().origin());
        assertEquals(level, received.key().custody().level());
        assertEquals(Origin.UNWRAPPED, received.key().custody().origin());
        assertEquals(KeyUse.TEK_GENERATION, assertInstanceOf(TokenKey.class, received.key()).use());
      }
    }
  }

  @Test
  void aTekLivesWhereItIsAskedFor() throws GeneralSecurityException {
    try (TokenKey encrKey = encrKey(16)) {
      KeyDataProtection protection = protection(encrKey, 14);
      KeyDataStrategy aesCm = strategy("AES-CM-128");
      SealedKeyData sealed =
          aesCm.generateAndWrap(
              token,
              CustodyGuard.NONE,
              protection,
              Optional.empty(),
              request(KeyDataType.TEK, KeyPlace.PROVIDER));
      try (TransportedKey held = sealed.keys().get(0);
          TransportedKey out =
              aesCm
                  .unwrap(token, CustodyGuard.NONE, protection, sealed.encrData(), KeyPlace.HOST)
                  .get(0)) {
        assertEquals(KeyUse.TRAFFIC_ENCRYPTION, assertInstanceOf(TokenKey.class, held.key()).use());
        assertEquals(CustodyLevel.TRANSIENT, held.key().custody().level());
        assertInstanceOf(SoftwareKey.class, out.key());
        assertEquals(CustodyLevel.HOST, out.key().custody().level());
      }
    }
  }

  @Test
  void theCounterBlockIsThatOfRfc3830() throws GeneralSecurityException {
    try (TokenKey encrKey = encrKey(16)) {
      assertEquals(
          new Mechanism.AesCtr(16, Octets.ofHex("00000102030411121314151617180000")),
          AesCm.mechanism(protection(encrKey, 14)));
    }
  }

  @ParameterizedTest
  @CsvSource({"AES-CM-128, 14", "AES-KW-128, 8"})
  void encrKeyHas128Bits(String algorithm, int saltLength) throws GeneralSecurityException {
    try (TokenKey encrKey = encrKey(32, algorithm)) {
      KeyDataProtection protection = protection(encrKey, saltLength);
      assertThrows(
          InvalidKeyException.class,
          () ->
              strategy(algorithm)
                  .unwrap(
                      token,
                      CustodyGuard.NONE,
                      protection,
                      Octets.of(new byte[32]),
                      KeyPlace.HOST));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES-CM-128, 14, C_Encrypt",
    "AES-KW-128, 8, C_Encrypt",
    "AES-CM-128, 14, C_GenerateRandom",
    "AES-CM-128, 14, C_CreateObject",
    "NULL, 14, C_CreateObject"
  })
  void aFailureOfTheTokenLeavesNothing(String algorithm, int saltLength, String function)
      throws GeneralSecurityException {
    try (TokenKey encrKey = encrKey(16, algorithm)) {
      KeyDataProtection protection = protection(encrKey, saltLength);
      cryptoki.fail(function, 0x30);
      assertThrows(
          CryptokiException.class,
          () ->
              strategy(algorithm)
                  .generateAndWrap(
                      token,
                      CustodyGuard.NONE,
                      protection,
                      Optional.empty(),
                      request(KeyDataType.TGK, KeyPlace.PROVIDER)));
    }
  }
}
