package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.ProviderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.ReferencePrf;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.SecretOctets;

class HmacPrfTest {
  private static final byte[] LABEL = {0x2A, (byte) 0xD0, 0x1C, 0x64, 1, 2, 3};
  private static final DerivedKeySpec TEK = DerivedKeySpec.held(KeyUse.TEK_GENERATION, 16);

  private final FakeCryptoki cryptoki = FakeTokens.cryptoki();
  private final Token token = FakeTokens.open(cryptoki);
  private final HmacPrf prf = new HmacPrf();

  @AfterEach
  void close() {
    token.close();
  }

  private TokenKey key(byte[] octets, KeyUse use, CustodyLevel level) throws InvalidKeyException {
    return SessionKeys.create(
        token, octets, use, new Custody(level, Origin.UNWRAPPED, Boundary.MODULE, "test"));
  }

  private TokenKey provisioned(int length, boolean signs) {
    cryptoki.put(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
        new Attribute.Flag(AttributeType.TOKEN, true),
        new Attribute.Flag(AttributeType.SENSITIVE, true),
        new Attribute.Flag(AttributeType.EXTRACTABLE, false),
        new Attribute.Flag(AttributeType.SIGN, signs),
        Attribute.Text.of(AttributeType.LABEL, "psk"),
        new Attribute.Secret(AttributeType.VALUE, SecretOctets.copyOf(new byte[length])));
    return token.preSharedKey("psk");
  }

  @Test
  void whatCrossedHostMemoryIsTransient() throws InvalidKeyException {
    try (CustodialKey derived = prf.deriveKey(token, provisioned(20, true), LABEL, TEK)) {
      assertInstanceOf(TokenKey.class, derived);
      assertEquals(
          new Custody(
                  CustodyLevel.TRANSIENT,
                  Origin.DERIVED,
                  Boundary.MODULE,
                  "CKM_SHA_1_HMAC, C_CreateObject",
                  derived.custody().evidence())
              .in(token.name()),
          derived.custody());
      assertEquals(true, derived.custody().evidence().attributes().get("CKA_SENSITIVE"));
      assertEquals(false, derived.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
    }
  }

  @Test
  void whatWasDerivedFromAKnownKeyIsKnown() throws InvalidKeyException {
    try (TokenKey known = key(new byte[20], KeyUse.TEK_GENERATION, CustodyLevel.HOST);
        CustodialKey derived = prf.deriveKey(token, known, LABEL, TEK)) {
      assertEquals(CustodyLevel.HOST, derived.custody().level());
    }
  }

  @Test
  void whatIsAskedForInHostMemoryIsThere() throws InvalidKeyException {
    byte[] inkey = {9, 8, 7};
    DerivedKeySpec spec = new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 30, KeyPlace.HOST);
    try (TokenKey key = key(inkey, KeyUse.TEK_GENERATION, CustodyLevel.TRANSIENT);
        CustodialKey derived = prf.deriveKey(token, key, LABEL, spec)) {
      assertArrayEquals(ReferencePrf.mikey1(inkey, LABEL, 30), SoftwareKey.export(derived));
      assertEquals(Custody.host(Origin.DERIVED, "CKM_SHA_1_HMAC"), derived.custody());
      assertEquals("AES", derived.getAlgorithm());
    }
  }

  @ParameterizedTest
  @CsvSource({"19, true, token.sh", "33, true, 32", "20, false, CKA_SIGN"})
  void aPskThatStockTokensCannotUseIsRefusedWithAdvice(int length, boolean signs, String advice) {
    TokenKey psk = provisioned(length, signs);
    InvalidKeyException e =
        assertThrows(InvalidKeyException.class, () -> prf.deriveKey(token, psk, LABEL, TEK));
    assertTrue(e.getMessage().contains(advice), e.getMessage());
    assertEquals(0, cryptoki.calls("C_Sign"));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "MESSAGE_AUTHENTICATION",
        "KEY_DATA_ENCRYPTION",
        "TRAFFIC_ENCRYPTION",
        "TRAFFIC_AUTHENTICATION"
      })
  void onlyInkeysAreDerivedFrom(KeyUse use) throws InvalidKeyException {
    try (TokenKey key = key(new byte[32], use, CustodyLevel.TRANSIENT)) {
      assertThrows(InvalidKeyException.class, () -> prf.deriveKey(token, key, LABEL, TEK));
      assertThrows(InvalidKeyException.class, () -> prf.deriveSalt(token, key, LABEL, 14));
    }
  }

  @Test
  void aFailureOfTheTokenLeavesNothing() throws InvalidKeyException {
    try (TokenKey key = key(new byte[64], KeyUse.TEK_GENERATION, CustodyLevel.TRANSIENT)) {
      cryptoki.fail("C_Sign", 0x30);
      assertThrows(ProviderException.class, () -> prf.deriveKey(token, key, LABEL, TEK));
      cryptoki.fail("C_Sign", 0);
      cryptoki.fail("C_CreateObject", 0x31);
      assertThrows(ProviderException.class, () -> prf.deriveKey(token, key, LABEL, TEK));
    }
    assertEquals(0, token.sessionObjectCount());
  }
}
