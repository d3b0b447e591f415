package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.spec.DHParameterSpec;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.CustodyGuard;

/** Diffie-Hellman key pairs for one exchange, by the JDK. */
final class SoftwareDhKeyPairGenerator extends KeyPairGeneratorSpi {
  private final SecureRandom random;
  private final CustodyGuard guard;
  private Optional<DHParameterSpec> group = Optional.empty();

  SoftwareDhKeyPairGenerator(SecureRandom random, CustodyGuard guard) {
    this.random = random;
    this.guard = guard;
  }

  @Override
  public void initialize(int keySize, SecureRandom ignored) {
    throw new UnsupportedOperationException("a MIKEY group is named by its DHParameterSpec");
  }

  /** The provider's own random source is used. */
  @Override
  public void initialize(AlgorithmParameterSpec parameters, SecureRandom ignored)
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
      guard.permit(SecretClass.EPHEMERAL, SoftwareDhPrivateKey.CUSTODY, SoftwareKey.NEEDS_TOKEN);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", "SunJCE");
      generator.initialize(spec, random);
      KeyPair pair = generator.generateKeyPair();
      return new KeyPair(pair.getPublic(), new SoftwareDhPrivateKey(pair.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no Diffie-Hellman key pair: " + e.getMessage(), e);
    }
  }
}
