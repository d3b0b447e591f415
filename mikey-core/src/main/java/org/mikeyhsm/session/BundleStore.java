package org.mikeyhsm.session;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/**
 * The crypto session bundles that are established, by initiator, responder and CSB ID, which is
 * unique between each such pair (RFC 3830 section 6.1). Bounded; a bundle leaves when it is closed.
 *
 * <p>Thread-safe.
 */
public final class BundleStore {
  /** How many bundles a store holds unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 65_536;

  private final int capacity;
  private final Map<Key, Optional<CryptoSessionBundle>> bundles = new HashMap<>();

  private record Key(IdPayload initiator, IdPayload responder, int csbId) {}

  /** A store of {@value #DEFAULT_CAPACITY} bundles. */
  public BundleStore() {
    this(DEFAULT_CAPACITY);
  }

  /**
   * A store.
   *
   * @param capacity how many bundles it holds, reserved CSB IDs included
   */
  public BundleStore(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a bundle store holds at least one bundle");
    }
    this.capacity = capacity;
  }

  /**
   * Chooses a CSB ID at random that the pair does not use (RFC 3830 section 6.1: MUST check) and
   * reserves it until {@link #add} or {@link #release}.
   *
   * @throws IllegalStateException if the store is full
   */
  public synchronized int reserve(IdPayload initiator, IdPayload responder, SecureRandom random) {
    if (isFull()) {
      throw new IllegalStateException("the bundle store is full: close bundles that are not used");
    }
    while (true) {
      Key key = new Key(initiator, responder, random.nextInt());
      if (bundles.putIfAbsent(key, Optional.empty()) == null) {
        return key.csbId();
      }
    }
  }

  /** Gives a reserved CSB ID back whose exchange failed. */
  public synchronized void release(IdPayload initiator, IdPayload responder, int csbId) {
    Key key = new Key(initiator, responder, csbId);
    if (Optional.empty().equals(bundles.get(key))) {
      bundles.remove(key);
    }
  }

  /** Whether the pair uses or has reserved the CSB ID. */
  public synchronized boolean inUse(IdPayload initiator, IdPayload responder, int csbId) {
    return bundles.containsKey(new Key(initiator, responder, csbId));
  }

  /** Whether there is no room for a new bundle. */
  public synchronized boolean isFull() {
    return bundles.size() >= capacity;
  }

  /** The established bundle of that CSB ID. */
  public synchronized Optional<CryptoSessionBundle> find(
      IdPayload initiator, IdPayload responder, int csbId) {
    return Objects.requireNonNullElse(
        bundles.get(new Key(initiator, responder, csbId)), Optional.empty());
  }

  /**
   * Adds a bundle, or puts its update in its place; it leaves when it is closed.
   *
   * @param previous the bundle it updates
   * @param bundle the bundle
   * @return false, and nothing is changed, if another exchange was faster: the CSB ID is in use by
   *     a bundle that is not {@code previous}, or the last place was taken
   */
  public synchronized boolean add(
      Optional<CryptoSessionBundle> previous, CryptoSessionBundle bundle) {
    BundleTerms terms = bundle.terms();
    Key key = new Key(terms.initiator(), terms.responder(), terms.csbId());
    Optional<CryptoSessionBundle> current =
        Objects.requireNonNullElse(bundles.get(key), Optional.empty());
    if (current.isPresent() && !current.equals(previous)) {
      return false;
    }
    if (!bundles.containsKey(key) && isFull()) {
      return false;
    }
    bundles.put(key, Optional.of(bundle));
    bundle.onClose(() -> remove(key, bundle));
    return true;
  }

  /** How many bundles are established or reserved. */
  public synchronized int size() {
    return bundles.size();
  }

  private synchronized void remove(Key key, CryptoSessionBundle bundle) {
    bundles.remove(key, Optional.of(bundle));
  }
}
