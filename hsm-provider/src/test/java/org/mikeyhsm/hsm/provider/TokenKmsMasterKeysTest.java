package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodialPrivateKey;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.SakkePublicKey;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.Octets;

@Tag("softhsm")
class TokenKmsMasterKeysTest {
  private static final String LABEL = "TokenKmsMasterKeysTest";
  private static final String RSK = "rsk of " + LABEL;
  private static final String SSK = "ssk of " + LABEL;
  private static final Octets ALICE = Octets.ofUtf8("2026-11 sip:alice@example.org");

  private final Token token = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
  private int objectsBefore;

  @BeforeEach
  void count() {
    objectsBefore = token.objectCount();
  }

  @AfterEach
  void close() {
    try (token) {
      for (String label :
          new String[] {
            LABEL + TokenKmsMasterKeys.SAKKE, LABEL + TokenKmsMasterKeys.ECCSI, RSK, SSK
          }) {
        TestMikeyTokens.get().destroy(token, label);
      }
      assertEquals(0, token.sessionObjectCount());
      assertEquals(objectsBefore, token.objectCount());
    }
  }

  private TokenKmsMasterKeys generate(CustodyPolicy policy) throws GeneralSecurityException {
    return TokenKmsMasterKeys.generate(token, LABEL, policy);
  }

  @Test
  void issuedKeysAreThoseOfItsPublicKeys() throws GeneralSecurityException {
    try (TokenKmsMasterKeys kms = generate(CustodyPolicy.ANY)) {
      assertEquals(CustodyLevel.TOKEN, kms.custody().level());
      assertEquals(Origin.GENERATED, kms.custody().origin());
      Provider software = new MikeyProvider();
      try (IssuedKeys issued = kms.issue(ALICE)) {
        // The factories verify them (RFC 6508 section 6.1.2, RFC 6507 section 5.1.2).
        try (CustodialPrivateKey rsk =
                (CustodialPrivateKey)
                    KeyFactory.getInstance("SAKKE", software)
                        .generatePrivate(
                            new SakkeReceiverKeySpec(
                                SakkePublicKey.of(kms.encryption()), ALICE, issued.rsk()));
            CustodialPrivateKey ssk =
                (CustodialPrivateKey)
                    KeyFactory.getInstance("ECCSI", software)
                        .generatePrivate(
                            new EccsiSigningKeySpec(
                                EccsiPublicKey.of(kms.authentication(), ALICE),
                                issued.ssk(),
                                issued.pvt()))) {
          assertEquals("SAKKE", rsk.getAlgorithm());
          assertEquals("ECCSI", ssk.getAlgorithm());
        }
        try (IssuedKeys again = kms.issue(ALICE)) {
          assertEquals(issued.rsk(), again.rsk());
          assertNotEquals(issued.pvt(), again.pvt());
        }
      }
    }
  }

  @Test
  void theSameAreFoundAgain() throws GeneralSecurityException {
    Octets encryption;
    Octets authentication;
    try (TokenKmsMasterKeys kms = generate(CustodyPolicy.STRICT)) {
      encryption = kms.encryption();
      authentication = kms.authentication();
      assertThrows(KeyRefusedException.class, () -> generate(CustodyPolicy.STRICT));
    }
    try (TokenKmsMasterKeys kms = TokenKmsMasterKeys.open(token, LABEL, CustodyPolicy.STRICT)) {
      assertEquals(encryption, kms.encryption());
      assertEquals(authentication, kms.authentication());
    }
    assertThrows(
        KeyNotFoundException.class,
        () -> TokenKmsMasterKeys.open(token, "another", CustodyPolicy.ANY));
  }

  @Test
  void strictKeepsWhatIsIssuedInsideTheToken() throws GeneralSecurityException {
    try (TokenKmsMasterKeys kms = generate(CustodyPolicy.STRICT)) {
      assertThrows(KeyRefusedException.class, () -> kms.issue(ALICE));
      Octets pvt = kms.issueTo(ALICE, RSK, SSK);
      assertEquals(65, pvt.length());
      Provider strict = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT);
      try (TokenPrivateKey rsk = token.sakkeKey(RSK);
          TokenPrivateKey ssk = token.eccsiKey(SSK)) {
        assertEquals(Origin.DERIVED, rsk.custody().origin());
        KeyEncapsulation sakke = KeyEncapsulation.getInstance("SAKKE", strict);
        KeyEncapsulation.Encapsulator sender =
            sakke.newEncapsulator(SakkePublicKey.of(kms.encryption()));
        try (CustodialKey sent = sender.generateSecret();
            CustodialKey received =
                sakke.newDecapsulator(rsk).decapsulate(sender.encapsulate(sent, ALICE))) {
          assertEquals(CustodyLevel.TOKEN, received.custody().level());
        }
        Signature signature = Signature.getInstance("ECCSI", strict);
        signature.initSign((PrivateKey) ssk);
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        assertTrue(
            EccsiPublicKey.of(kms.authentication(), ALICE)
                .verifies(new byte[] {1, 2, 3}, Octets.of(signed)));
        assertFalse(
            EccsiPublicKey.of(kms.authentication(), ALICE)
                .verifies(new byte[] {1, 2, 4}, Octets.of(signed)));
      }
      assertThrows(KeyRefusedException.class, () -> kms.issueTo(ALICE, RSK, "another"));
      assertThrows(KeyRefusedException.class, () -> kms.issueTo(ALICE, "another", SSK));
      assertThrows(KeyNotFoundException.class, () -> token.sakkeKey("another"));
    }
  }

  @Test
  void whatIsNoIdentifierIsRefused() throws GeneralSecurityException {
    try (TokenKmsMasterKeys kms = generate(CustodyPolicy.ANY)) {
      for (Octets none : new Octets[] {Octets.empty(), Octets.ofHex("01")}) {
        assertThrows(IllegalArgumentException.class, () -> kms.issue(none));
        assertThrows(IllegalArgumentException.class, () -> kms.issueTo(none, RSK, SSK));
      }
    }
  }

  @Test
  void closedOnesIssueNothing() throws GeneralSecurityException {
    TokenKmsMasterKeys kms = generate(CustodyPolicy.ANY);
    kms.close();
    assertThrows(TokenUnavailableException.class, () -> kms.issue(ALICE));
    assertThrows(TokenUnavailableException.class, () -> kms.issueTo(ALICE, RSK, SSK));
  }

  @Test
  void otherTokensSayWhatTheyLack() {
    try (Token softHsm = TestTokens.get().open(TestTokens.MAIN)) {
      ProviderException e =
          assertThrows(
              ProviderException.class,
              () -> TokenKmsMasterKeys.generate(softHsm, LABEL, CustodyPolicy.ANY));
      assertTrue(e.getMessage().contains("CKM_MIKEY_SAKKE_KMS_KEY_GEN"), e.getMessage());
    }
  }
}
