package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPublicKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EnvelopeTransportContract;
import org.mikeyhsm.jca.KeyUse;

class SoftwareEnvelopeTransportTest extends EnvelopeTransportContract {
  private static final KeyPair PAIR = pair();

  private final Provider provider = new MikeyProvider();

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected PrivateKey privateKey() {
    return PAIR.getPrivate();
  }

  @Override
  protected RSAPublicKey publicKey() throws GeneralSecurityException {
    return (RSAPublicKey) PAIR.getPublic();
  }

  @Override
  protected Provider provider() {
    return provider;
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) {
    return SoftwareKey.copyOf(octets, "MIKEY", Custody.host(Origin.IMPORTED, "test"));
  }
}
