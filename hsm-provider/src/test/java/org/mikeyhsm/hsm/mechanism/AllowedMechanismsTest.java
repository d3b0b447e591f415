package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TestNss;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** CKA_ALLOWED_MECHANISMS, on tokens that enforce it and on such as do not. */
@Tag("softhsm")
class AllowedMechanismsTest {
  private static TokenKey key(Token token, KeyUse use) throws InvalidKeyException {
    return SessionKeys.create(
        token,
        new byte[32],
        use,
        new Custody(CustodyLevel.TRANSIENT, Origin.IMPORTED, Boundary.MODULE, "test"));
  }

  /** The mechanism that a key is for, and one that its flags alone would let pass. */
  @ParameterizedTest
  @CsvSource({
    "MESSAGE_AUTHENTICATION, 0x221, 0x251",
    "TRAFFIC_AUTHENTICATION, 0x221, 0x251",
    "TEK_GENERATION, 0x221, 0x210",
    "ENVELOPE, 0x221, 0x210",
  })
  void aKeyOfSoftHsmSignsByItsMechanismAlone(KeyUse use, String allowed, String other)
      throws InvalidKeyException {
    try (Token token = TestTokens.get().open(TestTokens.MAIN);
        TokenKey key = key(token, use)) {
      assertTrue(AllowedMechanisms.areEnforcedBy(token));
      assertEquals(20, token.sign(plain(allowed), key, 0, new byte[1]).length);
      CryptokiException e =
          assertThrows(
              CryptokiException.class, () -> token.sign(plain(other), key, 0, new byte[1]));
      assertEquals(CryptokiException.MECHANISM_INVALID, e.code());
    }
  }

  @Test
  void anAesKeyOfSoftHsmEncryptsByItsMechanismAlone() throws InvalidKeyException {
    try (Token token = TestTokens.get().open(TestTokens.MAIN);
        TokenKey key = key(token, KeyUse.PACKET_ENCRYPTION)) {
      token.encrypt(new Mechanism.AesCtr(16, Octets.of(new byte[16])), key, new byte[16]);
      CryptokiException e =
          assertThrows(
              CryptokiException.class,
              () -> token.encrypt(new Mechanism.AesEcb(), key, new byte[16]));
      assertEquals(CryptokiException.MECHANISM_INVALID, e.code());
    }
  }

  private static Mechanism plain(String code) {
    return new Mechanism.Plain(new MechanismType(Long.decode(code)));
  }

  /** It takes the attribute and lets every mechanism pass: so it is not said to be set. */
  @Test
  void nssDoesNotEnforceIt() {
    try (Token token = TestNss.get().open(TestNss.MAIN)) {
      assertFalse(AllowedMechanisms.areEnforcedBy(token));
      assertTrue(AllowedMechanisms.of(token, Set.of(MechanismType.SHA_1_HMAC)).isEmpty());
      assertEquals(0, token.sessionObjectCount());
    }
  }

  @Test
  void aTokenWithoutTheMechanismsOfTheTrialIsNotTried() {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    try (Token token = FakeTokens.open(cryptoki)) {
      assertFalse(AllowedMechanisms.areEnforcedBy(token));
      assertEquals(0, cryptoki.calls("C_GenerateKey"));
    }
  }

  @Test
  void oneThatDoesNotReadBackAsAskedFailsTheKey() {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    cryptoki.lie(
        told ->
            told instanceof Attribute.MechanismTypes
                ? new Attribute.MechanismTypes(told.type(), Set.of(MechanismType.AES_ECB))
                : told);
    try (Token token = FakeTokens.open(cryptoki)) {
      Attribute asked =
          new Attribute.MechanismTypes(
              AttributeType.ALLOWED_MECHANISMS, Set.of(MechanismType.SHA_1_HMAC));
      KeyRefusedException e =
          assertThrows(
              KeyRefusedException.class,
              () ->
                  token.makeKey(
                      List.of(KeySource.create(List.of(asked))),
                      new TokenKey.Description(
                          KeyUse.MESSAGE_AUTHENTICATION,
                          20,
                          new Custody(
                              CustodyLevel.TOKEN, Origin.IMPORTED, Boundary.MODULE, "test"))));
      assertTrue(e.getMessage().contains("CKA_ALLOWED_MECHANISMS"), e.getMessage());
      assertEquals(0, token.sessionObjectCount());
    }
  }
}
