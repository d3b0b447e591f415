package org.mikeyhsm.mode.pki;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.BundleTerms;

/**
 * Envelope keys that are cached to be used as pre-shared keys (RFC 3830 sections 3.2, 4.5, 6.3):
 * handles, where the provider is a token. One with C = 2 serves the updates of its bundle alone and
 * goes with it; one with C = 1 serves new bundles of the two parties, too, for as long as its
 * bundle lives and at least for the lifetime given here.
 *
 * <p>Thread-safe. Keys that are over are destroyed at the next call of any method. {@link #close()}
 * destroys all.
 */
public final class EnvelopeCache implements PskDirectory, AutoCloseable {
  private final BundleStore bundles;
  private final Clock clock;
  private final Duration lifetime;
  private final int capacity;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(
      IdPayload initiator,
      IdPayload responder,
      int csbId,
      CustodialKey key,
      boolean forBundleOnly,
      Instant until) {
    boolean isBetween(IdPayload one, IdPayload other) {
      return initiator.equals(one) && responder.equals(other);
    }
  }

  /**
   * An empty cache.
   *
   * @param bundles tells which bundles live
   * @param lifetime how long a key with C = 1 outlives its bundle at most, from its exchange on
   * @param capacity how many keys it holds; then the envelope keys of new exchanges are refused
   */
  public EnvelopeCache(BundleStore bundles, Clock clock, Duration lifetime, int capacity) {
    this.bundles = Objects.requireNonNull(bundles, "bundles");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.lifetime = Objects.requireNonNull(lifetime, "lifetime");
    this.capacity = capacity;
  }

  /** A cache of 65,536 keys for the bundles of a context, an hour beyond them. */
  public static EnvelopeCache of(MikeyContext context) {
    return new EnvelopeCache(
        context.bundles(),
        context.timestamps().clock(),
        Duration.ofHours(1),
        BundleStore.DEFAULT_CAPACITY);
  }

  /** Whether there is no room. */
  public synchronized boolean isFull() {
    sweep();
    return entries.size() >= capacity;
  }

  /** How many keys are cached. */
  public synchronized int size() {
    sweep();
    return entries.size();
  }

  /**
   * Keeps the envelope key of a bundle that was just established, in place of an older one of it.
   *
   * @param key taken over
   */
  public synchronized void put(BundleTerms terms, CacheIndicator indicator, CustodialKey key) {
    removeIf(
        entry ->
            entry.isBetween(terms.initiator(), terms.responder())
                && entry.csbId() == terms.csbId());
    entries.add(
        new Entry(
            terms.initiator(),
            terms.responder(),
            terms.csbId(),
            key,
            indicator.equals(CacheIndicator.CACHE_FOR_CSB),
            clock.instant().plus(lifetime)));
    sweep();
  }

  /** Whether a bundle's envelope key is cached: then a pre-shared key message updates it. */
  public synchronized boolean has(IdPayload initiator, IdPayload responder, int csbId) {
    sweep();
    return entries.stream()
        .anyMatch(entry -> entry.isBetween(initiator, responder) && entry.csbId() == csbId);
  }

  /**
   * The credential with which this side, the initiator of a bundle, updates it.
   *
   * @return empty if its envelope key is not cached
   */
  public synchronized Optional<PskCredential> forUpdate(BundleTerms terms) {
    sweep();
    return entries.stream()
        .filter(entry -> entry.isBetween(terms.initiator(), terms.responder()))
        .filter(entry -> entry.csbId() == terms.csbId())
        .map(entry -> new PskCredential(terms.initiator(), terms.responder(), entry.key()))
        .findFirst();
  }

  /**
   * The credential with which this side begins a new bundle with a peer it has sent an envelope key
   * with C = 1.
   */
  public synchronized Optional<PskCredential> forNewBundle(IdPayload self, IdPayload peer) {
    sweep();
    return latest(entry -> entry.isBetween(self, peer) && !entry.forBundleOnly())
        .map(entry -> new PskCredential(self, peer, entry.key()));
  }

  /** Finds keys with C = 1. */
  @Override
  public synchronized Optional<PskCredential> find(
      Optional<IdPayload> initiator, Optional<IdPayload> responder) {
    sweep();
    return latest(entry -> fits(entry, initiator, responder) && !entry.forBundleOnly())
        .map(EnvelopeCache::responders);
  }

  /** Finds the key of that bundle, or else one with C = 1. */
  @Override
  public synchronized Optional<PskCredential> find(
      Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
    sweep();
    return latest(entry -> fits(entry, initiator, responder) && entry.csbId() == csbId)
        .map(EnvelopeCache::responders)
        .or(() -> find(initiator, responder));
  }

  private static boolean fits(
      Entry entry, Optional<IdPayload> initiator, Optional<IdPayload> responder) {
    return entry.isBetween(
        initiator.orElse(entry.initiator()), responder.orElse(entry.responder()));
  }

  private static PskCredential responders(Entry entry) {
    return new PskCredential(entry.responder(), entry.initiator(), entry.key());
  }

  private Optional<Entry> latest(Predicate<Entry> wanted) {
    return entries.stream().filter(wanted).reduce((earlier, later) -> later);
  }

  private void sweep() {
    Instant now = clock.instant();
    removeIf(
        entry ->
            !bundles.inUse(entry.initiator(), entry.responder(), entry.csbId())
                && (entry.forBundleOnly() || now.isAfter(entry.until())));
  }

  private void removeIf(Predicate<Entry> over) {
    entries.removeIf(
        entry -> {
          boolean removed = over.test(entry);
          if (removed) {
            entry.key().close();
          }
          return removed;
        });
  }

  @Override
  public synchronized void close() {
    removeIf(entry -> true);
  }
}
