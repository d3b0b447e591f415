package org.mikeyhsm.jca.software;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.CustodialPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;

/**
 * An identity-based private key in host memory: a validated key of the mathematics, which holds the
 * secret and wipes it.
 *
 * <p>Thread-safe. Not serializable.
 *
 * @param <K> what the mathematics calls it
 */
final class SoftwarePrivateKey<K extends AutoCloseable> implements CustodialPrivateKey {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient K key;
  private final transient Runnable wiping;
  private transient volatile boolean closed;

  /** Takes a key, and what closes it. */
  SoftwarePrivateKey(String algorithm, K key, Runnable wiping) {
    this.algorithm = algorithm;
    this.key = key;
    this.wiping = wiping;
  }

  /**
   * The key inside.
   *
   * @throws InvalidKeyException if {@code key} is another provider's, another algorithm's, or was
   *     closed
   */
  static <K extends AutoCloseable> K open(Key key, Class<K> type) throws InvalidKeyException {
    if (!(key instanceof SoftwarePrivateKey<?> software) || !type.isInstance(software.key)) {
      throw new InvalidKeyException(
          "not a key of this provider's for this: have its KeyFactory make one");
    }
    if (software.closed) {
      throw closed();
    }
    return type.cast(software.key);
  }

  /**
   * Accepts a key before it is used.
   *
   * @throws InvalidKeyException as {@link #open}, and if the policy forbids such a key
   */
  static void permit(CustodyGuard guard, PrivateKey key, Class<? extends AutoCloseable> type)
      throws InvalidKeyException {
    open(key, type);
    guard.permit(
        SecretClass.LONG_TERM, ((SoftwarePrivateKey<?>) key).custody(), SoftwareKey.NEEDS_TOKEN);
  }

  static InvalidKeyException closed() {
    return new InvalidKeyException("this key was closed");
  }

  @Override
  public Custody custody() {
    return Custody.host(Origin.IMPORTED, algorithm + " in host memory");
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  /** Null: the key is opaque. */
  @Override
  public String getFormat() {
    return null;
  }

  /** Null: the key is opaque. */
  @Override
  public byte[] getEncoded() {
    return null;
  }

  @Override
  public void close() {
    closed = true;
    wiping.run();
  }

  @Override
  public boolean isDestroyed() {
    return closed;
  }

  @Override
  public String toString() {
    return "SoftwarePrivateKey[" + algorithm + "]";
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
