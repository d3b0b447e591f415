package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.ReferencePrf;
import org.mikeyhsm.message.Octets;

/** Diffie-Hellman on a token with the JDK at the other end. */
@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenDhTest {
  /** The second Oakley group of RFC 2409 section 6.2. */
  static final BigInteger PRIME =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
              + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
          16);

  private static final DHParameterSpec OAKLEY_2 = new DHParameterSpec(PRIME, BigInteger.TWO);

  private static final byte[] LABEL = Arrays.copyOf(new byte[] {0x2A, (byte) 0xD0, 0x1C, 0x64}, 25);
  private static final byte[] SALT_LABEL =
      Arrays.copyOf(new byte[] {0x39, (byte) 0xA2, (byte) 0xC1, 0x4B}, 25);

  private final TokenRow row;
  private final Token token;
  private final Provider provider;

  TokenDhTest(TokenRow row) {
    this.row = row;
    token = row.openMain();
    provider = new MikeyPkcs11Provider(token);
  }

  @AfterEach
  void close() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
    }
  }

  private KeyPair ownPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", provider);
    generator.initialize(OAKLEY_2);
    return generator.generateKeyPair();
  }

  @Test
  void theTgkIsTheOneOfTheOtherSide() throws GeneralSecurityException {
    // About every 128th secret has a leading zero octet, which stays.
    for (int i = 0; i < 5; i++) {
      KeyPairGenerator jdk = KeyPairGenerator.getInstance("DH");
      jdk.initialize(OAKLEY_2);
      KeyPair peer = jdk.generateKeyPair();
      KeyPair own = ownPair();
      try (TokenPrivateKey privateKey = (TokenPrivateKey) own.getPrivate()) {
        assertEquals(CustodyLevel.TOKEN, privateKey.custody().level());
        KeyAgreement theirs = KeyAgreement.getInstance("DH");
        theirs.init(peer.getPrivate());
        theirs.doPhase(own.getPublic(), true);
        byte[] secret = theirs.generateSecret();
        try (CustodialKey tgk = agree(privateKey, (DHPublicKey) peer.getPublic());
            CustodialKey tek =
                KeyDerivation.getInstance("MIKEY-1", provider)
                    .deriveKey(
                        tgk,
                        LABEL,
                        new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, row.probe().place()))) {
          assertEquals(1024, tgk.bitLength().orElseThrow());
          Octets salt = Octets.of(ReferencePrf.mikey1(secret, SALT_LABEL, 14));
          assertArrayEquals(
              row.probe().expect(ReferencePrf.mikey1(secret, LABEL, 16), salt),
              row.probe().show(provider, tek, salt));
        }
      }
    }
  }

  private CustodialKey agree(TokenPrivateKey own, DHPublicKey peer)
      throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("DH", provider);
    agreement.init(own);
    agreement.doPhase(peer, true);
    return (CustodialKey) agreement.generateSecret("MIKEY");
  }

  @Test
  void theOctetsAreNotToBeHad() throws GeneralSecurityException {
    KeyPair own = ownPair();
    try (TokenPrivateKey privateKey = (TokenPrivateKey) own.getPrivate()) {
      KeyAgreement agreement = KeyAgreement.getInstance("DH", provider);
      agreement.init(privateKey);
      agreement.doPhase(own.getPublic(), true);
      assertThrows(UnsupportedOperationException.class, agreement::generateSecret);
      assertEquals(null, privateKey.getEncoded());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1})
  void aDegenerateValueIsRefused(int value) throws GeneralSecurityException {
    BigInteger y =
        value >= 0 ? BigInteger.valueOf(value) : OAKLEY_2.getP().subtract(BigInteger.ONE);
    DHPublicKey peer =
        (DHPublicKey)
            KeyFactory.getInstance("DH")
                .generatePublic(new DHPublicKeySpec(y, OAKLEY_2.getP(), OAKLEY_2.getG()));
    KeyPair own = ownPair();
    try (TokenPrivateKey privateKey = (TokenPrivateKey) own.getPrivate()) {
      assertThrows(InvalidKeyException.class, () -> agree(privateKey, peer));
    }
  }

  @Test
  void aClosedKeyIsRefused() throws GeneralSecurityException {
    KeyPair own = ownPair();
    TokenPrivateKey privateKey = (TokenPrivateKey) own.getPrivate();
    privateKey.close();
    privateKey.close();
    assertThrows(InvalidKeyException.class, () -> agree(privateKey, (DHPublicKey) own.getPublic()));
  }
}
