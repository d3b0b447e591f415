package org.mikeyhsm.hsm.token;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyUse;

/**
 * A secret key in a token, as one object or, for an inkey of more than 256 bits, one object per
 * block of RFC 3830 section 4.1.2.
 *
 * <p>Opaque: {@link #getEncoded()} and {@link #getFormat()} give null. Thread-safe. Closing
 * destroys session objects and leaves a provisioned token object alone; a use that is under way is
 * waited for. Not serializable.
 */
public final class TokenKey implements CustodialKey {
  private static final long serialVersionUID = 1L;

  private final transient Token token;
  private final transient List<KeyObject> objects;
  private final transient Custody custody;
  private final transient ReadWriteLock lock = new ReentrantReadWriteLock();
  private final String algorithm;
  private final KeyUse use;
  private final int length;
  private final boolean provisioned;
  private transient boolean closed;

  /**
   * One object of a key.
   *
   * @param handle the object
   * @param length octets as stored, zero padding included
   * @param signs whether C_Sign is allowed
   */
  record KeyObject(ObjectHandle handle, int length, boolean signs) {}

  TokenKey(
      Token token,
      List<KeyObject> objects,
      KeyUse use,
      String algorithm,
      int length,
      boolean provisioned,
      Custody custody) {
    this.token = token;
    this.objects = List.copyOf(objects);
    this.use = Objects.requireNonNull(use, "use");
    this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
    this.length = length;
    this.provisioned = provisioned;
    this.custody = Objects.requireNonNull(custody, "custody");
  }

  /**
   * What the key may be used for; every engine asks. A pre-shared key is {@link
   * KeyUse#TEK_GENERATION}: input of the key derivation only.
   */
  public KeyUse use() {
    return use;
  }

  /** Whether the key lives in {@code candidate}. */
  public boolean isOn(Token candidate) {
    return token == candidate;
  }

  /** How many objects hold it. */
  public int blockCount() {
    return objects.size();
  }

  /** Octets of one of its objects as stored, zero padding included. */
  public int storedLength(int block) {
    return objects.get(block).length();
  }

  /** Whether the token lets C_Sign use one of its objects. */
  public boolean signs(int block) {
    return objects.get(block).signs();
  }

  @Override
  public Custody custody() {
    return custody;
  }

  @Override
  public OptionalInt bitLength() {
    return OptionalInt.of(length * Byte.SIZE);
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  /** Null: the key has no encoding outside the token. */
  @Override
  public String getFormat() {
    return null;
  }

  /** Null: the octets do not leave the token. */
  @Override
  public byte[] getEncoded() {
    return null;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed && !provisioned) {
        token.destroy(objects.stream().map(KeyObject::handle).toList());
      }
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether it, or its token, was closed. */
  @Override
  public boolean isDestroyed() {
    lock.readLock().lock();
    try {
      return closed || !token.isOpen();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Names the algorithm and the level. */
  @Override
  public String toString() {
    return "TokenKey[" + algorithm + ", " + custody.level() + "]";
  }

  /** What is done with a handle. */
  @FunctionalInterface
  interface Use<T> {
    T with(ObjectHandle handle) throws InvalidKeyException;
  }

  /**
   * Uses one object while the key cannot be closed.
   *
   * @throws InvalidKeyException if it was closed
   */
  <T> T withObject(int block, Use<T> action) throws InvalidKeyException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new InvalidKeyException("this key was closed");
      }
      return action.with(objects.get(block).handle());
    } finally {
      lock.readLock().unlock();
    }
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
