package org.mikeyhsm.hsm.token;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Evidence;
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

  /** The epoch of no connection. */
  static final int UNKNOWN = -1;

  private final transient Token token;
  private final transient List<Block> blocks;
  private final transient Custody custody;
  private final transient Locator locator;
  private final transient ReadWriteLock lock = new ReentrantReadWriteLock();
  private final String algorithm;
  private final KeyUse use;
  private final int length;
  private final transient AtomicBoolean fresh = new AtomicBoolean(true);
  private transient List<KeyObject> objects;
  private transient int epoch;
  private transient boolean closed;

  /**
   * One object of a key.
   *
   * @param handle the object
   * @param length octets as stored, zero padding included; 0 where the token does not tell
   * @param signs whether C_Sign is allowed
   * @param derives whether C_DeriveKey is allowed
   */
  record KeyObject(ObjectHandle handle, int length, boolean signs, boolean derives) {}

  /**
   * How a key is found again when its handle died.
   *
   * @param name what tells a provisioned key; empty for a session object, which is lost
   */
  record Locator(Optional<KeyName> name) {
    static final Locator NONE = new Locator(Optional.empty());

    static Locator of(KeyName name) {
      return new Locator(Optional.of(name));
    }

    boolean isProvisioned() {
      return name.isPresent();
    }
  }

  /**
   * What a key is, besides its objects.
   *
   * @param use what it may be used for
   * @param length octets without padding; 0 where the token does not tell
   * @param custody where it has been
   */
  public record Description(KeyUse use, int length, Custody custody) {
    /** Refuses nulls. */
    public Description {
      Objects.requireNonNull(use, "use");
      Objects.requireNonNull(custody, "custody");
    }
  }

  TokenKey(
      Token token, int epoch, List<KeyObject> objects, Locator locator, Description description) {
    this.token = token;
    this.epoch = epoch;
    this.objects = List.copyOf(objects);
    this.locator = locator;
    this.use = description.use();
    this.algorithm = use.algorithm();
    this.length = description.length();
    this.custody = token.limited(use, description.custody()).in(token.name());
    Block[] made = new Block[objects.size()];
    Arrays.setAll(made, index -> new Block(this, index));
    this.blocks = List.of(made);
  }

  /**
   * One object of a key, to be worked with.
   *
   * @param key the key
   * @param index which of its objects
   */
  public record Block(TokenKey key, int index) implements TokenObject {
    @Override
    public boolean isOn(Token candidate) {
      return key.isOn(candidate);
    }

    @Override
    public boolean relocate() {
      return key.relocate();
    }

    @Override
    @SuppressWarnings("exports")
    public <T> T use(Use<T> action) throws InvalidKeyException {
      return key.withObject(index, action);
    }
  }

  /** Its objects. */
  public List<Block> blocks() {
    return blocks;
  }

  /** Whether it was put on the token before, as a token object. */
  public boolean isProvisioned() {
    return locator.isProvisioned();
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

  /** Whether this is the first time that it is asked: for what is recorded once. */
  public boolean isFirstUse() {
    return fresh.getAndSet(false);
  }

  /** How many objects hold it. */
  public int blockCount() {
    return blocks.size();
  }

  /**
   * Octets of one of its objects as stored, zero padding included; 0 where the token does not tell.
   */
  public int storedLength(int block) {
    return current().get(block).length();
  }

  /** Whether the token lets C_Sign use one of its objects. */
  public boolean signs(int block) {
    return current().get(block).signs();
  }

  /** Whether the token lets C_DeriveKey use one of its objects. */
  public boolean derives(int block) {
    return current().get(block).derives();
  }

  private synchronized List<KeyObject> current() {
    return objects;
  }

  /** The same objects as a key that could be wrapped out until now. Closing either closes both. */
  TokenKey locked(Evidence told) {
    return new TokenKey(
        token,
        epoch,
        current(),
        locator,
        new Description(use, length, custody.with(new Evidence(merged(told), true))));
  }

  private Map<String, Boolean> merged(Evidence told) {
    Map<String, Boolean> all = new HashMap<>(custody.evidence().attributes());
    all.putAll(told.attributes());
    return all;
  }

  @Override
  public Custody custody() {
    return custody;
  }

  @Override
  public OptionalInt bitLength() {
    return length == 0 ? OptionalInt.empty() : OptionalInt.of(length * Byte.SIZE);
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
    boolean first;
    lock.writeLock().lock();
    try {
      first = !closed;
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
    // Nobody uses the objects any more; the token's lock is taken after this one is free.
    if (first && !locator.isProvisioned()) {
      token.destroy(epoch, current().stream().map(KeyObject::handle).toList());
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

  /**
   * Uses one object while the key cannot be closed.
   *
   * @throws InvalidKeyException if it was closed
   */
  <T> T withObject(int block, TokenObject.Use<T> action) throws InvalidKeyException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new InvalidKeyException("this key was closed");
      }
      return action.with(currentHandle(block));
    } finally {
      lock.readLock().unlock();
    }
  }

  private synchronized boolean relocate() {
    if (locator.isProvisioned()) {
      epoch = UNKNOWN;
    }
    return locator.isProvisioned();
  }

  private synchronized ObjectHandle currentHandle(int block) throws InvalidKeyException {
    int now = token.epoch();
    if (epoch != now) {
      if (!locator.isProvisioned()) {
        throw new KeyLostException("token " + token.label() + " lost this key with its session");
      }
      objects = List.of(token.findSecretKey(locator.name().orElseThrow()).object());
      epoch = now;
    }
    return objects.get(block).handle();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
