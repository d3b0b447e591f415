package org.mikeyhsm.jca.software;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.jca.CustodialPrivateKey;

/** The Diffie-Hellman engines of the provider Mikey, beside BigInteger. */
class SoftwareDhTest {
  // RFC 2409 section 6.1.
  private static final BigInteger P =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
              + "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9"
              + "A63A3620FFFFFFFFFFFFFFFF",
          16);
  private static final DHParameterSpec GROUP = new DHParameterSpec(P, BigInteger.TWO);

  private final MikeyProvider provider = new MikeyProvider();

  private KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", provider);
    generator.initialize(GROUP);
    return generator.generateKeyPair();
  }

  private byte[] agree(PrivateKey own, PublicKey peer) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("DH", provider);
    agreement.init(own);
    agreement.doPhase(peer, true);
    assertThrows(UnsupportedOperationException.class, agreement::generateSecret);
    return SoftwareKey.export(agreement.generateSecret("MIKEY"));
  }

  private static PublicKey value(BigInteger y) throws GeneralSecurityException {
    return KeyFactory.getInstance("DH").generatePublic(new DHPublicKeySpec(y, P, BigInteger.TWO));
  }

  /** Leading zeros stay: one exchange in 256 has one. */
  @Test
  void bothAgreeOnASecretOfThePrimesLength() throws Exception {
    boolean leadingZero = false;
    for (int i = 0; i < 3000 && !leadingZero; i++) {
      KeyPair one = pair();
      byte[] secret = agree(one.getPrivate(), pair().getPublic());
      assertEquals(96, secret.length);
      leadingZero = secret[0] == 0;
    }
    assertTrue(leadingZero);
    KeyPair one = pair();
    KeyPair two = pair();
    assertArrayEquals(
        agree(one.getPrivate(), two.getPublic()), agree(two.getPrivate(), one.getPublic()));
  }

  @Test
  void valuesOutOfRangeAreRefused() throws Exception {
    PrivateKey own = pair().getPrivate();
    for (BigInteger y :
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            P.subtract(BigInteger.ONE),
            P,
            P.add(BigInteger.TWO))) {
      assertThrows(InvalidKeyException.class, () -> agree(own, value(y)));
    }
    agree(own, value(BigInteger.TWO));
    agree(own, value(P.subtract(BigInteger.TWO)));
  }

  @Test
  void aPrivateValueIsOpaqueAndCanBeClosed() throws Exception {
    CustodialPrivateKey own = (CustodialPrivateKey) pair().getPrivate();
    assertEquals(null, own.getEncoded());
    assertEquals(CustodyLevel.HOST, own.custody().level());
    own.close();
    assertTrue(own.isDestroyed());
    assertThrows(InvalidKeyException.class, () -> agree(own, pair().getPublic()));
  }

  @Test
  void aPolicyThatWantsATokenIsKept() throws Exception {
    MikeyProvider strict = new MikeyProvider(new SecureRandom(), CustodyPolicy.STRICT);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", strict);
    generator.initialize(GROUP);
    ProviderException e = assertThrows(ProviderException.class, generator::generateKeyPair);
    assertInstanceOf(CustodyRefusedException.class, e.getCause());
    KeyAgreement agreement = KeyAgreement.getInstance("DH", strict);
    agreement.init(pair().getPrivate());
    agreement.doPhase(pair().getPublic(), true);
    assertThrows(CustodyRefusedException.class, () -> agreement.generateSecret("MIKEY"));
  }
}
