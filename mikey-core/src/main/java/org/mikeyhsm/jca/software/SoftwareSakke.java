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
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DecapsulationException;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.KeyEncapsulationSpi;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SakkePublicKey;
import org.mikeyhsm.message.Octets;

/** SAKKE (RFC 6508) with keys in host memory. */
final class SoftwareSakke implements KeyEncapsulationSpi {
  private static final KeyUse SSV = KeyUse.TEK_GENERATION;

  private final SecureRandom random;
  private final CustodyGuard guard;

  SoftwareSakke(SecureRandom random, CustodyGuard guard) {
    this.random = random;
    this.guard = guard;
  }

  @Override
  public KeyEncapsulation.Encapsulator newEncapsulator(PublicKey kmsPublicKey)
      throws InvalidKeyException {
    if (!(kmsPublicKey instanceof SakkePublicKey sakke)) {
      throw new InvalidKeyException("SAKKE encapsulates with a SakkePublicKey");
    }
    return new Sender(sakke.key(), random, guard);
  }

  @Override
  public KeyEncapsulation.Decapsulator newDecapsulator(PrivateKey privateKey)
      throws InvalidKeyException {
    SoftwarePrivateKey.permit(guard, privateKey, ReceiverSecretKey.class);
    return encapsulation -> decapsulate(privateKey, encapsulation);
  }

  private CustodialKey decapsulate(PrivateKey privateKey, Octets encapsulation)
      throws DecapsulationException, InvalidKeyException {
    final ReceiverSecretKey key = SoftwarePrivateKey.open(privateKey, ReceiverSecretKey.class);
    final Optional<byte[]> ssv;
    try {
      ssv = key.decapsulate(encapsulation.toArray());
    } catch (IllegalStateException e) {
      // Closed by another thread meanwhile.
      throw SoftwarePrivateKey.closed();
    }
    return hold(guard, ssv.orElseThrow(DecapsulationException::new), Origin.UNWRAPPED);
  }

  /** Takes the octets over. */
  private static SoftwareKey hold(CustodyGuard guard, byte[] ssv, Origin origin)
      throws InvalidKeyException {
    try {
      return guard.admit(
          SSV.secretClass(),
          SoftwareKey.copyOf(ssv, SSV.algorithm(), custody(origin)),
          SoftwareKey.NEEDS_TOKEN);
    } finally {
      Arrays.fill(ssv, (byte) 0);
    }
  }

  private static Custody custody(Origin origin) {
    return Custody.host(origin, "SAKKE in host memory");
  }

  private record Sender(KmsPublicKey key, SecureRandom random, CustodyGuard guard)
      implements KeyEncapsulation.Encapsulator {
    @Override
    public CustodialKey generateSecret() throws InvalidKeyException {
      guard.permit(SSV.secretClass(), custody(Origin.GENERATED), SoftwareKey.NEEDS_TOKEN);
      final byte[] ssv = new byte[KmsPublicKey.SSV_LENGTH];
      random.nextBytes(ssv);
      return hold(guard, ssv, Origin.GENERATED);
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
