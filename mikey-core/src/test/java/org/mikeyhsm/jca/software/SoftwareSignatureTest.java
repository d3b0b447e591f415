package org.mikeyhsm.jca.software;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.pki.TestPki;

class SoftwareSignatureTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  @ParameterizedTest
  @EnumSource(SignatureScheme.class)
  void theJdkVerifiesWhatTheProviderSigns(SignatureScheme scheme) throws Exception {
    MikeyProvider provider = new MikeyProvider();
    Signature signer = Signature.getInstance(scheme.algorithm(), provider);
    Signature jdk = Signature.getInstance(scheme.algorithm());
    Signature verifier = Signature.getInstance(scheme.algorithm(), provider);
    for (Signature signature : List.of(signer, jdk, verifier)) {
      if (scheme.parameters().isPresent()) {
        signature.setParameter(scheme.parameters().get());
      }
    }
    signer.initSign(TestPki.privateKey("alice"));
    signer.update(MESSAGE[0]);
    signer.update(MESSAGE, 1, 2);
    byte[] value = signer.sign();
    for (Signature signature : List.of(jdk, verifier)) {
      signature.initVerify(TestPki.certificate("alice").getPublicKey());
      signature.update(MESSAGE);
      assertTrue(signature.verify(value));
    }
  }

  @Test
  void aPolicyThatWantsATokenIsKept() throws Exception {
    Signature signature =
        Signature.getInstance(
            "SHA1withRSA", new MikeyProvider(new SecureRandom(), CustodyPolicy.STRICT));
    assertThrows(
        CustodyRefusedException.class, () -> signature.initSign(TestPki.privateKey("alice")));
  }
}
