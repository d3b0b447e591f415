package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TestRsa;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeCiphers;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.EnvelopeTransportContract;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.jca.KeyUse;

@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenEnvelopeTransportTest extends EnvelopeTransportContract {
  private final Token token;
  private final int objects;
  private final Provider provider;
  private final TokenRow row;

  TokenEnvelopeTransportTest(TokenRow row) {
    this.row = row;
    token = row.openRsa();
    objects = token.objectCount();
    provider = new MikeyPkcs11Provider(token);
  }

  @AfterEach
  void close() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
      assertEquals(objects, token.objectCount());
    }
  }

  @Override
  protected Provider provider() {
    return provider;
  }

  @Override
  protected KeyProbe probe() {
    return row.probe();
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
  protected Set<String> rejectsImplicitly() {
    return row.probe() == KeyProbe.EXPORT
        ? super.rejectsImplicitly()
        : Set.of(
            "RSA/ECB/PKCS1Padding",
            "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
            EnvelopeCiphers.OAEP_SHA_256);
  }

  @Override
  protected boolean has(String algorithm) {
    return TokenOperations.of(token).envelopes().get(algorithm).found().isPresent();
  }

  @Test
  void softHsmAloneLacksOaepWithSha256() throws GeneralSecurityException {
    assertEquals(!row.name().equals("SoftHSM2"), has(EnvelopeCiphers.OAEP_SHA_256));
    assertTrue(has("RSA/ECB/OAEPWithSHA-1AndMGF1Padding"));
    if (!has(EnvelopeCiphers.OAEP_SHA_256)) {
      // What is said of it is true: the token itself refuses the parameter.
      TokenPrivateKey key = token.privateKey(TestRsa.LABEL);
      CryptokiException e =
          assertThrows(
              CryptokiException.class,
              () -> token.decrypt(new Mechanism.RsaOaep(MechanismType.SHA256), key, new byte[256]));
      assertEquals(0x7, e.code(), "CKR_ARGUMENTS_BAD");
    }
  }

  @Override
  protected PrivateKey privateKey() {
    return token.privateKey(TestRsa.LABEL);
  }

  @Override
  protected RSAPublicKey publicKey() throws GeneralSecurityException {
    return TestRsa.publicKey(row.library().get(), row.rsa());
  }

  @Test
  void anOpenedEnvelopeKeyNeverLeftTheToken() throws GeneralSecurityException {
    EnvelopeTransport rsa = EnvelopeTransport.getInstance("RSA/ECB/PKCS1Padding", provider);
    try (Encapsulated sent =
            rsa.encapsulate(publicKey(), DerivedKeySpec.held(KeyUse.ENVELOPE, 32));
        CustodialKey received =
            rsa.decapsulate(privateKey(), sent.encapsulation(), KeyUse.ENVELOPE)) {
      assertEquals(CustodyLevel.TOKEN, received.custody().level());
      assertEquals(true, received.custody().evidence().attributes().get("CKA_SENSITIVE"));
      assertEquals(false, received.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
      assertNull(received.getEncoded());
      assertEquals(
          row.probe() == KeyProbe.EXPORT, sent.key().custody().evidence().lockedAfterWrap());
      assertEquals(false, sent.key().custody().evidence().attributes().get("CKA_EXTRACTABLE"));
    }
  }

  @Test
  void strictTakesNoKeyThatWasExtractable() throws GeneralSecurityException {
    EnvelopeTransport rsa =
        EnvelopeTransport.getInstance(
            "RSA/ECB/PKCS1Padding", new MikeyPkcs11Provider(token, CustodyPolicy.STRICT));
    RSAPublicKey recipient = publicKey();
    if (row.probe() == KeyProbe.USE) {
      // Made and encrypted by one call of the token.
      try (Encapsulated sent =
          rsa.encapsulate(recipient, DerivedKeySpec.held(KeyUse.ENVELOPE, 32))) {
        assertEquals(CustodyLevel.TOKEN, sent.key().custody().level());
      }
      return;
    }
    CustodyRefusedException e =
        assertThrows(
            CustodyRefusedException.class,
            () -> rsa.encapsulate(recipient, DerivedKeySpec.held(KeyUse.ENVELOPE, 32)));
    assertTrue(e.getMessage().contains("one call"), e.getMessage());
    assertEquals(0, token.sessionObjectCount());
  }
}
