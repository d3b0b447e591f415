package org.mikeyhsm.crypto.eccsi;

import static org.mikeyhsm.crypto.eccsi.P256.FIELD;
import static org.mikeyhsm.crypto.eccsi.P256.ORDER;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mikeyhsm.crypto.field.Field256;

/**
 * A Secret Signing Key, SSK, with its Public Validation Token, PVT (RFC 6507 section 5.1), and the
 * signer's computation. HS is kept.
 *
 * <p>Thread-safe. Whoever made it closes it, which wipes it.
 */
public final class SecretSigningKey implements AutoCloseable {
  /** The length of an encoded SSK in octets. */
  public static final int OCTETS = P256.N;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final byte[] pvt;
  private final byte[] hs;
  private final long[] ssk;
  private boolean closed;

  private SecretSigningKey(byte[] pvt, byte[] hs, long[] ssk) {
    this.pvt = pvt;
    this.hs = hs;
    this.ssk = ssk;
  }

  /**
   * Decodes a key pair and validates it (RFC 6507 section 5.1.2).
   *
   * @param ssk 32 octets; the caller wipes them
   * @param pvt 0x04 || x || y, 65 octets
   * @param kpak the public key of the KMS that issued it
   * @param identifier the signer's
   * @throws InvalidKeyException if it is not that KMS's key pair for that identifier
   */
  public static SecretSigningKey decode(
      byte[] ssk, byte[] pvt, KmsPublicAuthenticationKey kpak, byte[] identifier)
      throws InvalidKeyException {
    final P256Point point = P256Point.decode(pvt);
    final byte[] hs = P256.hs(kpak.octets(), identifier, pvt);
    if (point == null || !P256.isScalar(ssk) || !kpak.isKeyPair(ssk, hs, point)) {
      throw new InvalidKeyException(
          "this is not the ECCSI Secret Signing Key, with its Public Validation Token, of that KMS"
              + " for that identifier");
    }
    return new SecretSigningKey(pvt.clone(), hs, P256.scalar(ssk, 0));
  }

  /**
   * Signs (RFC 6507 section 5.2.1).
   *
   * @param message M
   * @param random draws j
   * @return r || s || PVT, 129 octets
   * @throws IllegalStateException if the key was closed
   */
  public byte[] sign(byte[] message, SecureRandom random) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this key was closed");
      }
      while (true) {
        final byte[] j = P256.randomScalar(random);
        final byte[] signature = new byte[KmsPublicAuthenticationKey.SIGNATURE_OCTETS];
        final boolean done = sign(signature, message, j);
        Arrays.fill(j, (byte) 0);
        if (done) {
          return signature;
        }
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Fails where HE + r SSK or r is zero: then another j is needed. */
  private boolean sign(byte[] signature, byte[] message, byte[] j) {
    final P256Point point = new P256Point();
    P256.baseComb().addMultiple(point, j);
    point.normalize();
    final byte[] r = FIELD.encode(point.x);
    final byte[] he = P256.hash(hs, r, message);
    // s' = j / (HE + r SSK); q is below 2^256, so s' always fits (step 6).
    final long[] s = Field256.zero();
    final long[] factor = P256.scalar(j, 0);
    ORDER.multiply(s, P256.scalar(r, 0), ssk);
    Field256.add(s, s, P256.scalar(he, 0));
    final boolean usable = (ORDER.isZero(s) | FIELD.isZero(point.x)) == 0;
    ORDER.invert(s, s);
    ORDER.multiply(s, s, factor);
    System.arraycopy(r, 0, signature, 0, P256.N);
    System.arraycopy(ORDER.encode(s), 0, signature, P256.N, P256.N);
    System.arraycopy(pvt, 0, signature, 2 * P256.N, pvt.length);
    P256.wipe(factor);
    point.wipe();
    return usable;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      Arrays.fill(ssk, 0);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "SecretSigningKey";
  }
}
