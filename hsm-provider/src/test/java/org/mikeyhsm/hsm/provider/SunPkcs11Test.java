package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TestRsa;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** SunPKCS11 and this library on one token. */
@Tag("softhsm")
class SunPkcs11Test {
  private static final byte[] ENVELOPE_KEY = TestTokens.psk(32);

  private static byte[] encrypted(RSAPublicKey recipient) throws GeneralSecurityException {
    // The JDK's own cipher, so the key is one of the JDK's.
    RSAPublicKey copy =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA", "SunRsaSign")
                .generatePublic(
                    new RSAPublicKeySpec(recipient.getModulus(), recipient.getPublicExponent()));
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, copy);
    return cipher.doFinal(ENVELOPE_KEY);
  }

  @Test
  void sharesTheLoginAndDoesWhatItIsGoodAt() throws GeneralSecurityException, IOException {
    try (Token token = TestTokens.get().open(TestTokens.RSA)) {
      Provider sun = SunPkcs11.on(TestTokens.get().module(), token);
      KeyStore keyStore = KeyStore.getInstance("PKCS11", sun);
      keyStore.load(null, null);
      assertEquals(0, keyStore.size(), "no certificate and no labelled secret key is there");
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", sun);
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Signature signature = Signature.getInstance("SHA256withRSA", sun);
      signature.initSign(pair.getPrivate());
      signature.update(ENVELOPE_KEY);
      byte[] signed = signature.sign();
      signature.initVerify(pair.getPublic());
      signature.update(ENVELOPE_KEY);
      assertTrue(signature.verify(signed));
      // Ours goes on beside it.
      byte[] random = new byte[8];
      token.generateRandom(random);
      assertEquals(CustodyLevel.TOKEN, token.privateKey(TestRsa.LABEL).custody().level());
    }
  }

  @Test
  void itsRsaUnwrapLeaksAndOursDoesNot() throws GeneralSecurityException {
    try (Token token = TestTokens.get().open(TestTokens.RSA)) {
      Provider sun = SunPkcs11.on(TestTokens.get().module(), token);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", sun);
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Cipher theirs = Cipher.getInstance("RSA/ECB/PKCS1Padding", sun);
      theirs.init(Cipher.UNWRAP_MODE, pair.getPrivate());
      Key leaked =
          theirs.unwrap(encrypted((RSAPublicKey) pair.getPublic()), "AES", Cipher.SECRET_KEY);
      assertArrayEquals(
          ENVELOPE_KEY, leaked.getEncoded(), "if it leaks no more, docs/custody.md can say so");

      RSAPublicKey recipient = TestRsa.publicKey(TestTokens.get().library(), TestTokens.RSA);
      try (CustodialKey ours =
          EnvelopeTransport.getInstance("RSA/ECB/PKCS1Padding", new MikeyPkcs11Provider(token))
              .decapsulate(
                  token.privateKey(TestRsa.LABEL),
                  Octets.of(encrypted(recipient)),
                  KeyUse.ENVELOPE)) {
        assertNull(ours.getEncoded());
        assertEquals(CustodyLevel.TOKEN, ours.custody().level());
        assertEquals(false, ours.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
        assertEquals(true, ours.custody().evidence().attributes().get("CKA_SENSITIVE"));
      }
    }
  }
}
