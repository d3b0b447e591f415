package org.mikeyhsm.hsm.token;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.jca.CustodialPrivateKey;

/**
 * A private key in a token: provisioned (an RSA key, or an RSK or SSK, which PKCS#11 has as secret
 * keys), or made for one exchange (a Diffie-Hellman key).
 *
 * <p>Opaque: {@link #getEncoded()} and {@link #getFormat()} give null. Thread-safe. Closing
 * destroys a session object and leaves a provisioned token object alone. Not serializable.
 */
public final class TokenPrivateKey implements CustodialPrivateKey, TokenObject {
  private static final long serialVersionUID = 1L;

  private final transient Token token;
  private final transient Custody custody;
  private final transient ReadWriteLock lock = new ReentrantReadWriteLock();
  private final transient TokenKey.Locator locator;
  private final transient AtomicBoolean fresh = new AtomicBoolean(true);
  private final String algorithm;
  private transient ObjectHandle handle;
  private transient int epoch;
  private transient boolean closed;

  TokenPrivateKey(
      Token token,
      ObjectHandle handle,
      int epoch,
      String algorithm,
      TokenKey.Locator locator,
      Custody custody) {
    this.token = token;
    this.handle = handle;
    this.epoch = epoch;
    this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
    this.locator = locator;
    this.custody = custody.in(token.name());
  }

  @Override
  public boolean isOn(Token candidate) {
    return token == candidate;
  }

  /** Whether this is the first time that it is asked: for what is recorded once. */
  public boolean isFirstUse() {
    return fresh.getAndSet(false);
  }

  @Override
  public Custody custody() {
    return custody;
  }

  /** RSA, DH, SAKKE or ECCSI. */
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
  @SuppressWarnings("exports")
  public <T> T use(Use<T> action) throws InvalidKeyException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new InvalidKeyException("this key was closed");
      }
      return action.with(currentHandle());
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public synchronized boolean relocate() {
    if (locator.isProvisioned()) {
      epoch = TokenKey.UNKNOWN;
    }
    return locator.isProvisioned();
  }

  private synchronized ObjectHandle currentHandle() throws InvalidKeyException {
    int now = token.epoch();
    if (epoch != now) {
      if (!locator.isProvisioned()) {
        throw new KeyLostException("token " + token.label() + " lost this key with its session");
      }
      handle = token.findPrivateKey(locator.name().orElseThrow()).handle();
      epoch = now;
    }
    return handle;
  }

  @Override
  public void close() {
    boolean first;
    lock.writeLock().lock();
    try {
      first = !closed;
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
    // Nobody uses the object any more; the token's lock is taken after this one is free.
    if (first && !locator.isProvisioned()) {
      token.destroy(epoch, List.of(handle));
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
    return "TokenPrivateKey[" + algorithm + ", " + custody.level() + "]";
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
