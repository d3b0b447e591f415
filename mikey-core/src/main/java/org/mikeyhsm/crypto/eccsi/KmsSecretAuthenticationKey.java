package org.mikeyhsm.crypto.eccsi;

import static org.mikeyhsm.crypto.eccsi.P256.ORDER;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.mikeyhsm.crypto.field.Field256;

/**
 * A KMS Secret Authentication Key, KSAK (RFC 6507 section 4.2): what a KMS computes.
 *
 * <p>Thread-safe, except for closing. Whoever made it closes it, which wipes it.
 */
public final class KmsSecretAuthenticationKey implements AutoCloseable {
  /** The length of an encoded key in octets. */
  public static final int OCTETS = P256.N;

  private final long[] ksak;
  private final KmsPublicAuthenticationKey kpak;

  private KmsSecretAuthenticationKey(long[] ksak, KmsPublicAuthenticationKey kpak) {
    this.ksak = ksak;
    this.kpak = kpak;
  }

  /** Draws a key uniformly from 1 to q - 1. */
  public static KmsSecretAuthenticationKey generate(SecureRandom random) {
    final byte[] octets = P256.randomScalar(random);
    try {
      return of(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /**
   * Decodes a key.
   *
   * @param octets 32, an integer in 1 to q - 1; the caller wipes them
   * @throws IllegalArgumentException if it is none
   */
  public static KmsSecretAuthenticationKey of(byte[] octets) {
    if (!P256.isScalar(octets)) {
      throw new IllegalArgumentException(
          "an ECCSI KMS Secret Authentication Key is 1 to q - 1, in 32 octets");
    }
    final P256Point point = new P256Point();
    P256.baseComb().addMultiple(point, octets);
    try {
      return new KmsSecretAuthenticationKey(
          P256.scalar(octets, 0), KmsPublicAuthenticationKey.decode(point.encode()));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a multiple of G is not on the curve", e);
    }
  }

  /** The key's 32 octets, which the caller wipes. */
  public byte[] encoded() {
    return ORDER.encode(ksak);
  }

  /** KPAK = [KSAK]G. */
  public KmsPublicAuthenticationKey publicKey() {
    return kpak;
  }

  /**
   * Issues a key pair (RFC 6507 section 5.1.1): PVT = [v]G, SSK = KSAK + HS v.
   *
   * @param identifier the signer's
   * @param random draws v
   */
  public SigningKeyPair issue(byte[] identifier, SecureRandom random) {
    while (true) {
      final byte[] v = P256.randomScalar(random);
      final P256Point point = new P256Point();
      P256.baseComb().addMultiple(point, v);
      final byte[] pvt = point.encode();
      final long[] hs = P256.scalar(P256.hs(kpak.octets(), identifier, pvt), 0);
      final long[] factor = P256.scalar(v, 0);
      final long[] ssk = Field256.zero();
      ORDER.multiply(ssk, hs, factor);
      Field256.add(ssk, ssk, ksak);
      final boolean usable = (ORDER.isZero(ssk) | ORDER.isZero(hs)) == 0;
      final byte[] encoded = ORDER.encode(ssk);
      Arrays.fill(v, (byte) 0);
      P256.wipe(factor, ssk);
      point.wipe();
      if (usable) {
        return new SigningKeyPair(encoded, pvt);
      }
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Override
  public void close() {
    Arrays.fill(ksak, 0);
  }

  @Override
  public String toString() {
    return "KmsSecretAuthenticationKey";
  }
}
