package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeCiphers;
import org.mikeyhsm.jca.EnvelopeTransportSpi;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** RSA envelopes (RFC 3830 section 3.2) in host memory, by the JDK's ciphers. */
final class SoftwareEnvelopeTransport implements EnvelopeTransportSpi {
  /** The algorithms, each the JDK's name of its cipher. */
  static final List<String> ALGORITHMS =
      List.of(
          "RSA/ECB/PKCS1Padding",
          "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
          EnvelopeCiphers.OAEP_SHA_256);

  private final String algorithm;
  private final SecureRandom random;
  private final CustodyGuard guard;

  SoftwareEnvelopeTransport(String algorithm, SecureRandom random, CustodyGuard guard) {
    this.algorithm = algorithm;
    this.random = random;
    this.guard = guard;
  }

  @Override
  public Encapsulated encapsulate(PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException {
    permit(spec.use(), Origin.GENERATED);
    byte[] octets = new byte[spec.length()];
    try {
      random.nextBytes(octets);
      Cipher cipher = EnvelopeCiphers.of(algorithm, Cipher.ENCRYPT_MODE, recipient);
      Octets encapsulation = Octets.of(cipher.doFinal(octets));
      return new Encapsulated(hold(octets, spec.use(), Origin.GENERATED), encapsulation);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  @Override
  public CustodialKey decapsulate(PrivateKey key, Octets encapsulation, DerivedKeySpec expected)
      throws GeneralSecurityException {
    KeyUse use = expected.use();
    permit(use, Origin.UNWRAPPED);
    Cipher cipher = EnvelopeCiphers.of(algorithm, Cipher.DECRYPT_MODE, key);
    byte[] octets = new byte[0];
    try {
      octets = cipher.doFinal(encapsulation.toArray());
      if (octets.length == 0) {
        throw new BadPaddingException();
      }
      return hold(octets, use, Origin.UNWRAPPED);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw new BadPaddingException("the envelope does not open");
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private void permit(KeyUse use, Origin origin) throws InvalidKeyException {
    guard.permit(use.secretClass(), custody(origin), SoftwareKey.NEEDS_TOKEN);
  }

  private SoftwareKey hold(byte[] octets, KeyUse use, Origin origin) throws InvalidKeyException {
    return guard.admit(
        use.secretClass(),
        SoftwareKey.copyOf(octets, use.algorithm(), custody(origin)),
        SoftwareKey.NEEDS_TOKEN);
  }

  private Custody custody(Origin origin) {
    return Custody.host(origin, algorithm + " in host memory");
  }
}
