package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.IdentityKeys;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.KeyEncapsulationContract;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

@Tag("softhsm")
class TokenSakkeTest extends KeyEncapsulationContract {
  private static final String RSK = "rsk of TokenSakkeTest";
  private static final String SSK = "ssk of TokenSakkeTest";

  private final Token token = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
  private final Provider provider = new MikeyPkcs11Provider(token);

  @AfterEach
  void close() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
    }
  }

  @Override
  protected Provider provider() {
    return provider;
  }

  @Override
  protected KeyProbe probe() {
    return KeyProbe.USE;
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) throws InvalidKeyException {
    return SessionKeys.create(
        token,
        octets,
        use,
        new Custody(CustodyLevel.TRANSIENT, Origin.IMPORTED, Boundary.MODULE, "test"));
  }

  @Override
  protected CustodialKey ssv(byte[] octets) throws InvalidKeyException {
    try (SecretOctets value = SecretOctets.copyOf(octets)) {
      return TokenOperations.of(token).sakke().chosen().importSsv(token, value);
    }
  }

  /** RSK and SSK on the token, as a KMS client puts them there. */
  private void provisioned(Check check) throws GeneralSecurityException {
    KeyImport.receiverSecretKey(token, RSK, IdentityKeys.receiverKey());
    KeyImport.secretSigningKey(token, SSK, IdentityKeys.signingKey());
    try {
      check.run();
    } finally {
      TestMikeyTokens.get().destroy(token, RSK);
      TestMikeyTokens.get().destroy(token, SSK);
    }
  }

  private interface Check {
    void run() throws GeneralSecurityException;
  }

  @Test
  void strictWorksWithProvisionedKeys() throws GeneralSecurityException {
    provisioned(
        () -> {
          Provider strict = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT);
          KeyEncapsulation sakke = KeyEncapsulation.getInstance("SAKKE", strict);
          TokenPrivateKey rsk = token.sakkeKey(RSK);
          assertEquals("SAKKE", rsk.getAlgorithm());
          assertEquals(CustodyLevel.TOKEN, rsk.custody().level());
          assertEquals(Boundary.MODULE, rsk.custody().boundary());
          assertEquals(Origin.IMPORTED, rsk.custody().origin());
          KeyEncapsulation.Encapsulator sender =
              sakke.newEncapsulator(IdentityKeys.sakkePublicKey());
          byte[] label = label(TEK, 1, octets(4, 2), octets(16, 3));
          try (CustodialKey sent = sender.generateSecret();
              CustodialKey received =
                  sakke
                      .newDecapsulator(rsk)
                      .decapsulate(sender.encapsulate(sent, IdentityKeys.IDENTIFIER))) {
            for (CustodialKey ssv : List.of(sent, received)) {
              assertEquals(CustodyLevel.TOKEN, ssv.custody().level());
              assertEquals(Boundary.MODULE, ssv.custody().boundary());
              assertEquals(true, ssv.custody().evidence().attributes().get("CKA_SENSITIVE"));
              assertEquals(false, ssv.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
              assertNull(ssv.getEncoded());
            }
            assertEquals(Octets.of(shownTek(sent, label)), Octets.of(shownTek(received, label)));
            // What was received goes no further.
            assertThrows(
                InvalidKeyException.class,
                () -> sender.encapsulate(received, IdentityKeys.IDENTIFIER));
          }
          TokenPrivateKey ssk = token.eccsiKey(SSK);
          Signature signature = Signature.getInstance("ECCSI", strict);
          signature.initSign(ssk);
          signature.update(octets(100, 4));
          byte[] signed = signature.sign();
          signature.initVerify(IdentityKeys.eccsiPublicKey());
          signature.update(octets(100, 4));
          assertTrue(signature.verify(signed));
          signature.update(octets(100, 5));
          assertFalse(signature.verify(signed));
        });
  }

  @Test
  void provisionedKeysAreWhatTheyAreCalled() throws GeneralSecurityException {
    provisioned(
        () -> {
          assertThrows(KeyRefusedException.class, () -> token.sakkeKey(SSK));
          assertThrows(KeyRefusedException.class, () -> token.eccsiKey(RSK));
          assertThrows(
              KeyRefusedException.class,
              () -> KeyImport.receiverSecretKey(token, RSK, IdentityKeys.receiverKey()));
          TokenPrivateKey rsk = token.sakkeKey(RSK);
          assertThrows(
              InvalidKeyException.class,
              () -> Signature.getInstance("ECCSI", provider).initSign(rsk));
          assertThrows(
              InvalidKeyException.class,
              () ->
                  KeyEncapsulation.getInstance("SAKKE", provider)
                      .newDecapsulator(token.eccsiKey(SSK)));
        });
  }

  @Test
  void anImportedKeyIsTransientAndStrictSaysSo() throws GeneralSecurityException {
    Provider strict = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT);
    KeyEncapsulation sakke = KeyEncapsulation.getInstance("SAKKE", strict);
    PrivateKey rsk =
        KeyFactory.getInstance("SAKKE", strict).generatePrivate(IdentityKeys.receiverKey());
    try (TokenPrivateKey key = (TokenPrivateKey) rsk) {
      assertEquals(CustodyLevel.TRANSIENT, key.custody().level());
      assertThrows(CustodyRefusedException.class, () -> sakke.newDecapsulator(key));
      try (CustodialKey ssv =
          KeyEncapsulation.getInstance("SAKKE", provider)
              .newDecapsulator(key)
              .decapsulate(IdentityKeys.encapsulatedData())) {
        assertEquals(CustodyLevel.TRANSIENT, ssv.custody().level());
      }
    }
  }

  @Test
  void otherTokensSayWhatTheyLack() {
    try (Token softHsm = TestTokens.get().open(TestTokens.MAIN)) {
      ProviderException e =
          assertThrows(
              ProviderException.class,
              () -> KeyEncapsulation.getInstance("SAKKE", new MikeyPkcs11Provider(softHsm)));
      assertTrue(e.getMessage().contains("CKM_MIKEY_SAKKE"), e.getMessage());
    }
  }
}
