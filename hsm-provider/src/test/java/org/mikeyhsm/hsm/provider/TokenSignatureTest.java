package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TestRsaImport;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.pki.TestPki;

@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenSignatureTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  private final Token token;
  private final Provider provider;
  private final TokenPrivateKey key;

  TokenSignatureTest(TokenRow row) {
    token = row.openRsa();
    provider = new MikeyPkcs11Provider(token);
    key = TestRsaImport.key(token, "pki alice", TestPki.privateKey("alice"));
  }

  @AfterEach
  void close() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
    }
  }

  @ParameterizedTest
  @EnumSource(SignatureScheme.class)
  void theJdkVerifiesWhatTheTokenSigns(SignatureScheme scheme) throws Exception {
    Signature signer = Signature.getInstance(scheme.algorithm(), provider);
    Signature jdk = Signature.getInstance(scheme.algorithm());
    if (scheme.parameters().isPresent()) {
      signer.setParameter(scheme.parameters().get());
      jdk.setParameter(scheme.parameters().get());
    }
    signer.initSign(key);
    signer.update(MESSAGE[0]);
    signer.update(MESSAGE, 1, 2);
    byte[] value = signer.sign();
    jdk.initVerify(TestPki.certificate("alice").getPublicKey());
    jdk.update(MESSAGE);
    assertTrue(jdk.verify(value));
  }

  @Test
  void whatItCannotDoItSays() throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS", provider);
    assertThrows(InvalidKeyException.class, () -> signer.initSign(TestPki.privateKey("alice")));
    assertThrows(
        InvalidKeyException.class,
        () -> signer.initVerify(TestPki.certificate("alice").getPublicKey()));
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () ->
            signer.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1)));
    signer.initSign(key);
    signer.update(MESSAGE);
    SignatureException e = assertThrows(SignatureException.class, signer::sign);
    assertTrue(e.getMessage().contains("PSSParameterSpec"), e.getMessage());
    TokenPrivateKey closed = token.privateKey("pki alice");
    closed.close();
    assertThrows(InvalidKeyException.class, () -> signer.initSign(closed));
  }
}
