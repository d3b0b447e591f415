package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.ScriptedScalars;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** What every {@code Signature} and {@code KeyFactory} ECCSI does. */
public abstract class EccsiContract extends EngineContract {
  private static final byte[] M = RfcValues.RFC6507.octets("M");

  /** For a provider's own tests. */
  protected EccsiContract() {}

  private Signature eccsi() throws GeneralSecurityException {
    return Signature.getInstance("ECCSI", provider());
  }

  private CustodialPrivateKey signingKey(EccsiSigningKeySpec spec) throws GeneralSecurityException {
    return (CustodialPrivateKey) KeyFactory.getInstance("ECCSI", provider()).generatePrivate(spec);
  }

  /** Whether the engine draws j from a source that the caller gives. */
  protected abstract boolean takesRandom();

  @Test
  void agreesWithRfc6507() throws GeneralSecurityException {
    byte[] expected = RfcValues.RFC6507.octets("Sig");
    Signature verifier = eccsi();
    verifier.initVerify(IdentityKeys.eccsiPublicKey());
    verifier.update(M);
    assertTrue(verifier.verify(expected));
    if (takesRandom()) {
      try (CustodialPrivateKey ssk = signingKey(IdentityKeys.signingKey())) {
        Signature signer = eccsi();
        signer.initSign(ssk, new ScriptedScalars(RfcValues.RFC6507.number("j")));
        signer.update(M);
        assertArrayEquals(expected, signer.sign());
      }
    }
  }

  @Test
  void signsAndVerifiesInAnyParts() throws GeneralSecurityException {
    byte[] message = octets(1000, 1);
    try (CustodialPrivateKey ssk = signingKey(IdentityKeys.signingKey())) {
      Signature signer = eccsi();
      signer.initSign(ssk);
      signer.update(message[0]);
      signer.update(message, 1, 999);
      byte[] signature = signer.sign();
      signer.update(message);
      byte[] second = signer.sign();
      assertFalse(Arrays.equals(signature, second), "j was drawn anew");
      Signature verifier = eccsi();
      verifier.initVerify(IdentityKeys.eccsiPublicKey());
      for (byte[] each : List.of(signature, second)) {
        assertEquals(129, each.length);
        verifier.update(message);
        assertTrue(verifier.verify(each));
        verifier.update(message, 0, 999);
        assertFalse(verifier.verify(each));
      }
      verifier.initVerify(IdentityKeys.eccsiPublicKey().forSigner(Octets.ofUtf8("another")));
      verifier.update(message);
      assertFalse(verifier.verify(signature));
      assertThrows(SignatureException.class, () -> verifier.verify(new byte[128]));
    }
  }

  @Test
  void keyIsOpaqueAndCloses() throws GeneralSecurityException {
    CustodialPrivateKey ssk = signingKey(IdentityKeys.signingKey());
    assertNull(ssk.getFormat());
    assertEquals("ECCSI", ssk.getAlgorithm());
    Signature signer = eccsi();
    signer.initSign(ssk);
    ssk.close();
    assertTrue(ssk.isDestroyed());
    assertThrows(SignatureException.class, signer::sign);
    assertThrows(InvalidKeyException.class, () -> eccsi().initSign(ssk));
    assertThrows(
        InvalidKeyException.class, () -> eccsi().initVerify(IdentityKeys.sakkePublicKey()));
  }

  @Test
  void refusesKeysThatDoNotVerify() throws GeneralSecurityException {
    EccsiSigningKeySpec good = IdentityKeys.signingKey();
    byte[] changed = good.ssk().copy();
    changed[31] ^= 1;
    for (EccsiSigningKeySpec bad :
        List.of(
            new EccsiSigningKeySpec(good.publicKey(), SecretOctets.copyOf(changed), good.pvt()),
            new EccsiSigningKeySpec(good.publicKey(), good.ssk(), Octets.empty()),
            new EccsiSigningKeySpec(
                good.publicKey().forSigner(Octets.empty()), good.ssk(), good.pvt()))) {
      assertThrows(InvalidKeySpecException.class, () -> signingKey(bad));
    }
    KeyFactory factory = KeyFactory.getInstance("ECCSI", provider());
    assertThrows(
        InvalidKeySpecException.class, () -> factory.generatePrivate(IdentityKeys.receiverKey()));
    assertThrows(
        InvalidKeyException.class,
        () -> EccsiPublicKey.of(Octets.of(new byte[65]), IdentityKeys.IDENTIFIER));
  }

  @Test
  void publicKeysAreEqualByKpakAndSigner() throws GeneralSecurityException {
    EccsiPublicKey key = IdentityKeys.eccsiPublicKey();
    assertEquals(IdentityKeys.eccsiPublicKey(), key);
    assertEquals(IdentityKeys.eccsiPublicKey().hashCode(), key.hashCode());
    assertNotEquals(key, key.forSigner(Octets.empty()));
    assertEquals(IdentityKeys.sakkePublicKey(), IdentityKeys.sakkePublicKey());
    assertEquals(
        IdentityKeys.sakkePublicKey().hashCode(), IdentityKeys.sakkePublicKey().hashCode());
  }
}
