package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.CModules;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyUse;

/**
 * Through the real wrapper, a module in C that does not do as it is told: an attribute that does
 * not read back as asked makes the operation fail, and nothing is left.
 */
@Tag("softhsm")
class LyingTokenTest {
  private static final byte[] LABEL = new byte[25];

  private static final Path LIBRARY = CModules.library("lying");

  private interface Work {
    void on(Token token) throws GeneralSecurityException;
  }

  private static void with(String lie, Work work) throws GeneralSecurityException {
    try (CryptokiModule module = CryptokiModule.open(LIBRARY, lie);
        Token token = module.openToken("liar", "1234"::toCharArray)) {
      work.on(token);
      assertEquals(0, token.sessionObjectCount());
      assertEquals(2, token.objectCount());
    }
  }

  private static void work(String function, Token token) throws GeneralSecurityException {
    Custody custody = new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, Boundary.MODULE, "test");
    EnvelopeStrategy rsa =
        TokenOperations.of(token).envelopes().get("RSA/ECB/PKCS1Padding").chosen();
    switch (function) {
      case "create" ->
          SessionKeys.create(token, new byte[20], KeyUse.MESSAGE_AUTHENTICATION, custody).close();
      case "derive" ->
          TokenOperations.of(token)
              .mikey1()
              .chosen()
              .deriveKey(
                  token,
                  token.preSharedKey("psk"),
                  LABEL,
                  DerivedKeySpec.held(KeyUse.MESSAGE_AUTHENTICATION, 20))
              .close();
      case "unwrap" ->
          rsa.decapsulate(
                  token,
                  CustodyGuard.NONE,
                  token.privateKey("rsa"),
                  new byte[256],
                  DerivedKeySpec.held(KeyUse.ENVELOPE, 32))
              .close();
      default ->
          rsa.encapsulate(
                  token, CustodyGuard.NONE, publicKey(), DerivedKeySpec.held(KeyUse.ENVELOPE, 32))
              .close();
    }
  }

  private static PublicKey publicKey() throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePublic(
            new RSAPublicKeySpec(
                BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE),
                BigInteger.valueOf(65537)));
  }

  @ParameterizedTest
  @CsvSource({
    "create, SENSITIVE",
    "create, EXTRACTABLE",
    "derive, SENSITIVE",
    "derive, EXTRACTABLE",
    "unwrap, SENSITIVE",
    "unwrap, EXTRACTABLE",
    "generate, SENSITIVE",
    "set, EXTRACTABLE"
  })
  void anAttributeThatDoesNotReadBackFailsTheOperation(String function, String attribute)
      throws GeneralSecurityException {
    with(
        function + " " + attribute,
        token -> {
          KeyRefusedException e =
              assertThrows(KeyRefusedException.class, () -> work(function, token));
          assertTrue(e.getMessage().contains("CKA_" + attribute), e.getMessage());
        });
  }

  @Test
  void anHonestOneIsTaken() throws GeneralSecurityException {
    with(
        "honest",
        token -> {
          for (String function : new String[] {"create", "derive", "unwrap", "generate"}) {
            work(function, token);
          }
        });
  }
}
