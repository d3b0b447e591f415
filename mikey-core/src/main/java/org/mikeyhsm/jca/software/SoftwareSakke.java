package org.mikeyhsm.jca.software;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DecapsulationException;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.KeyEncapsulationSpi;
import org.mikeyhsm.jca.SakkePublicKey;
import org.mikeyhsm.message.Octets;

/** SAKKE (RFC 6508) with keys in host memory. */
final class SoftwareSakke implements KeyEncapsulationSpi {
  private final SecureRandom random;

  SoftwareSakke(SecureRandom random) {
    this.random = random;
  }

  @Override
  public KeyEncapsulation.Encapsulator newEncapsulator(PublicKey kmsPublicKey)
      throws InvalidKeyException {
    if (!(kmsPublicKey instanceof SakkePublicKey sakke)) {
      throw new InvalidKeyException("SAKKE encapsulates with a SakkePublicKey");
    }
    return new Sender(sakke.key(), random);
  }

  @Override
  public KeyEncapsulation.Decapsulator newDecapsulator(PrivateKey privateKey)
      throws InvalidKeyException {
    SoftwarePrivateKey.open(privateKey, ReceiverSecretKey.class);
    return encapsulation -> decapsulate(privateKey, encapsulation);
  }

  private static CustodialKey decapsulate(PrivateKey privateKey, Octets encapsulation)
      throws DecapsulationException, InvalidKeyException {
    final ReceiverSecretKey key = SoftwarePrivateKey.open(privateKey, ReceiverSecretKey.class);
    final Optional<byte[]> ssv;
    try {
      ssv = key.decapsulate(encapsulation.toArray());
    } catch (IllegalStateException e) {
      // Closed by another thread meanwhile.
      throw SoftwarePrivateKey.closed();
    }
    return hold(ssv.orElseThrow(DecapsulationException::new), Origin.UNWRAPPED);
  }

  /** Takes the octets over. */
  private static SoftwareKey hold(byte[] ssv, Origin origin) {
    try {
      return SoftwareKey.copyOf(ssv, "MIKEY", Custody.host(origin, "SAKKE in host memory"));
    } finally {
      Arrays.fill(ssv, (byte) 0);
    }
  }

  private record Sender(KmsPublicKey key, SecureRandom random)
      implements KeyEncapsulation.Encapsulator {
    @Override
    public CustodialKey generateSecret() {
      final byte[] ssv = new byte[KmsPublicKey.SSV_LENGTH];
      random.nextBytes(ssv);
      return hold(ssv, Origin.GENERATED);
    }

    @Override
    public List<Octets> encapsulate(SecretKey secret, List<Octets> identifiers)
        throws InvalidKeyException {
      final byte[] ssv = SoftwareKey.export(secret);
      try {
        if (ssv.length != KmsPublicKey.SSV_LENGTH) {
          throw new InvalidKeyException("SAKKE carries an SSV of 128 bits");
        }
        return key.encapsulate(ssv, identifiers.stream().map(Octets::toArray).toList()).stream()
            .map(Octets::of)
            .toList();
      } finally {
        Arrays.fill(ssv, (byte) 0);
      }
    }
  }
}
