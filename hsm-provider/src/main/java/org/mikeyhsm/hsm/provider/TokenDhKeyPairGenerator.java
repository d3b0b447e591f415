package org.mikeyhsm.hsm.provider;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.mikeyhsm.hsm.mechanism.DhKeys;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;

/**
 * Diffie-Hellman key pairs made in a token; the public key is the JDK's. The token's own random
 * generator is used. An instance serves one thread at a time.
 */
final class TokenDhKeyPairGenerator extends KeyPairGeneratorSpi {
  private final Token token;
  private final CustodyGuard guard;
  private Optional<DHParameterSpec> group = Optional.empty();

  TokenDhKeyPairGenerator(Token token, CustodyGuard guard) {
    this.token = token;
    this.guard = guard;
  }

  @Override
  public void initialize(int keySize, SecureRandom random) {
    throw new UnsupportedOperationException("a MIKEY group is named by its DHParameterSpec");
  }

  @Override
  public void initialize(AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    if (!(parameters instanceof DHParameterSpec spec)) {
      throw new InvalidAlgorithmParameterException("a DHParameterSpec is needed");
    }
    group = Optional.of(spec);
  }

  @Override
  public KeyPair generateKeyPair() {
    DHParameterSpec spec =
        group.orElseThrow(() -> new IllegalStateException("initialize it with a DHParameterSpec"));
    try {
      Token.KeyPair pair = DhKeys.generate(token, guard, spec);
      BigInteger value = new BigInteger(1, pair.publicValue().toArray());
      return new KeyPair(
          KeyFactory.getInstance("DH")
              .generatePublic(new DHPublicKeySpec(value, spec.getP(), spec.getG())),
          pair.privateKey());
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no Diffie-Hellman key pair: " + e.getMessage(), e);
    }
  }
}
