package org.mikeyhsm.mode.pki;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Integer, List<Entry>> byCsbId = new HashMap<>();
  private final Map<Pair, List<Entry>> byPair = new HashMap<>();
  private int size;

  private record Pair(IdPayload initiator, IdPayload responder) {}

  private record Entry(
      Pair pair, int csbId, CustodialKey key, boolean forBundleOnly, Instant until) {
    PskCredential initiators() {
      return new PskCredential(pair.initiator(), pair.responder(), key);
    }

    PskCredential responders() {
      return new PskCredential(pair.responder(), pair.initiator(), key);
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
    if (size >= capacity) {
      sweep();
    }
    return size >= capacity;
  }

  /** How many keys are cached. */
  public synchronized int size() {
    sweep();
    return size;
  }

  /**
   * Keeps the envelope key of a bundle that was just established, in place of an older one of it.
   *
   * @param key taken over
   */
  public synchronized void put(BundleTerms terms, CacheIndicator indicator, CustodialKey key) {
    of(terms).ifPresent(this::remove);
    Entry entry =
        new Entry(
            new Pair(terms.initiator(), terms.responder()),
            terms.csbId(),
            key,
            indicator.equals(CacheIndicator.CACHE_FOR_CSB),
            clock.instant().plus(lifetime));
    byCsbId.computeIfAbsent(entry.csbId(), id -> new ArrayList<>()).add(entry);
    byPair.computeIfAbsent(entry.pair(), pair -> new ArrayList<>()).add(entry);
    size++;
  }

  /** Whether a bundle's envelope key is cached: then a pre-shared key message updates it. */
  public synchronized boolean has(IdPayload initiator, IdPayload responder, int csbId) {
    return ofBundle(Optional.of(initiator), Optional.of(responder), csbId).isPresent();
  }

  /**
   * The credential with which this side, the initiator of a bundle, updates it.
   *
   * @return empty if its envelope key is not cached
   */
  public synchronized Optional<PskCredential> forUpdate(BundleTerms terms) {
    return of(terms).map(Entry::initiators);
  }

  /**
   * The credential with which this side begins a new bundle with a peer it has sent an envelope key
   * with C = 1.
   */
  public synchronized Optional<PskCredential> forNewBundle(IdPayload self, IdPayload peer) {
    return ofPair(new Pair(self, peer)).map(Entry::initiators);
  }

  /** Finds keys with C = 1; both identities are needed. */
  @Override
  public synchronized Optional<PskCredential> find(
      Optional<IdPayload> initiator, Optional<IdPayload> responder) {
    return initiator.isPresent() && responder.isPresent()
        ? ofPair(new Pair(initiator.get(), responder.get())).map(Entry::responders)
        : Optional.empty();
  }

  /**
   * Finds the key of that bundle, or else one with C = 1. An update may leave the identities out.
   */
  @Override
  public synchronized Optional<PskCredential> find(
      Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
    return ofBundle(initiator, responder, csbId)
        .map(Entry::responders)
        .or(() -> find(initiator, responder));
  }

  private Optional<Entry> of(BundleTerms terms) {
    return ofBundle(Optional.of(terms.initiator()), Optional.of(terms.responder()), terms.csbId());
  }

  private Optional<Entry> ofBundle(
      Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
    return latest(
        byCsbId.getOrDefault(csbId, List.of()),
        entry ->
            initiator.orElse(entry.pair().initiator()).equals(entry.pair().initiator())
                && responder.orElse(entry.pair().responder()).equals(entry.pair().responder()));
  }

  private Optional<Entry> ofPair(Pair pair) {
    return latest(byPair.getOrDefault(pair, List.of()), entry -> !entry.forBundleOnly());
  }

  /** The latest that lives; those that are over are destroyed on the way. */
  private Optional<Entry> latest(List<Entry> entries, Predicate<Entry> wanted) {
    removeOver(entries);
    return entries.stream().filter(wanted).reduce((earlier, later) -> later);
  }

  private void sweep() {
    List.copyOf(byPair.values()).forEach(this::removeOver);
  }

  private void removeOver(List<Entry> entries) {
    Instant now = clock.instant();
    for (Entry entry : List.copyOf(entries)) {
      boolean lives =
          bundles.inUse(entry.pair().initiator(), entry.pair().responder(), entry.csbId())
              || !entry.forBundleOnly() && !now.isAfter(entry.until());
      if (!lives) {
        remove(entry);
      }
    }
  }

  private void remove(Entry entry) {
    entry.key().close();
    removeFrom(byCsbId, entry.csbId(), entry);
    removeFrom(byPair, entry.pair(), entry);
    size--;
  }

  private static <K> void removeFrom(Map<K, List<Entry>> map, K key, Entry entry) {
    List<Entry> entries = map.get(key);
    entries.removeIf(other -> other == entry);
    if (entries.isEmpty()) {
      map.remove(key);
    }
  }

  @Override
  public synchronized void close() {
    List.copyOf(byPair.values()).stream()
        .flatMap(entries -> List.copyOf(entries).stream())
        .toList()
        .forEach(this::remove);
  }
}
