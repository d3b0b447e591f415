package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.ORDER;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.POINT_OCTETS;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * A KMS Master Secret z_T (RFC 6508 section 2.2) with Parameter Set 1 of RFC 6509: what a KMS
 * computes.
 *
 * <p>Thread-safe, except for closing. Whoever made it closes it, which wipes it.
 */
public final class KmsMasterSecret implements AutoCloseable {
  /** The length of an encoded secret in octets. */
  public static final int OCTETS = Field1024.OCTETS;

  private final long[] z;

  private KmsMasterSecret(long[] z) {
    this.z = z;
  }

  /** Draws a secret uniformly from 2 to q - 1 (RFC 6508 section 6.1). */
  public static KmsMasterSecret generate(SecureRandom random) {
    final byte[] octets = new byte[OCTETS];
    try {
      while (true) {
        random.nextBytes(octets);
        // q has 1022 bits.
        octets[0] &= 0x3F;
        if (isInRange(octets)) {
          return of(octets);
        }
      }
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static boolean isInRange(byte[] octets) {
    int high = 0;
    for (int i = 0; i < OCTETS - 1; i++) {
      high |= octets[i];
    }
    final boolean aboveOne = (high | octets[OCTETS - 1] & 0xFE) != 0;
    return ORDER.isReduced(octets, 0) & aboveOne;
  }

  /**
   * Decodes a secret.
   *
   * @param octets 128, an integer in 2 to q - 1; the caller wipes them
   * @throws IllegalArgumentException if it is none
   */
  public static KmsMasterSecret of(byte[] octets) {
    if (octets.length != OCTETS || !isInRange(octets)) {
      throw new IllegalArgumentException("a SAKKE KMS Master Secret is 2 to q - 1, in 128 octets");
    }
    try (Workspace space = new Workspace()) {
      final long[] z = Field1024.zero();
      ORDER.decode(z, octets, 0, space.scratch);
      return new KmsMasterSecret(z);
    }
  }

  /** The secret's 128 octets, which the caller wipes. */
  public byte[] encoded() {
    try (Workspace space = new Workspace()) {
      return ORDER.encode(z, space.scratch);
    }
  }

  /** Z_T = [z_T]P (RFC 6508 section 6.1). */
  public KmsPublicKey publicKey() {
    try (Workspace space = new Workspace()) {
      return KmsPublicKey.decode(multipleOfBase(z, space));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the secret was closed", e);
    }
  }

  /**
   * Issues a Receiver Secret Key, K_(a,T) = [(a + z_T)^-1]P (RFC 6508 section 6.1.1).
   *
   * @param identifier the user's, an integer in 2 to q - 1
   * @return 0x04 || x || y, 257 octets, which the caller wipes
   * @throws IllegalArgumentException if the identifier is no such integer, or is q - z_T
   */
  public byte[] issue(byte[] identifier) {
    try (Workspace space = new Workspace()) {
      final long[] a = space.element();
      ORDER.decode(a, SakkeScalars.identifier(identifier), 0, space.scratch);
      Field1024.add(a, a, z);
      ORDER.invert(a, a, space.scratch);
      if (ORDER.isZero(a) != 0) {
        throw new IllegalArgumentException("this KMS cannot issue a key for that identifier");
      }
      return multipleOfBase(a, space);
    }
  }

  private static byte[] multipleOfBase(long[] number, Workspace space) {
    final EdwardsPoint multiple = new EdwardsPoint(space);
    SharedTables.BASE.addMultiple(multiple, SakkeScalars.digits(number, space), space);
    final CurvePoint point = KmsPublicKey.toCurve(multiple, space);
    if (point == null) {
      throw new IllegalStateException("the secret was closed");
    }
    final byte[] encoded = new byte[POINT_OCTETS];
    point.encode(encoded, 0, space);
    return encoded;
  }

  @Override
  public void close() {
    Arrays.fill(z, 0);
  }

  @Override
  public String toString() {
    return "KmsMasterSecret";
  }
}
