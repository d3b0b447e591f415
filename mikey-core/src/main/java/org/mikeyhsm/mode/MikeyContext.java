package org.mikeyhsm.mode;

import java.security.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.TimestampSource;

/**
 * What the exchanges of one local identity share.
 *
 * <p>Thread-safe if the provider and the random source are.
 *
 * @param provider the provider that holds the keys
 * @param random nonces and CSB IDs; keys come from the provider
 * @param timestamps unique timestamps for what this side initiates
 * @param replayCache what this side received
 * @param bundles the established crypto session bundles
 * @param limits bounds of the decoder
 * @param leniencies departures from the RFC that this side tolerates on the wire
 * @param exchangeLimits bounds against floods
 */
public record MikeyContext(
    Provider provider,
    SecureRandom random,
    TimestampSource timestamps,
    ReplayCache replayCache,
    BundleStore bundles,
    DecodeLimits limits,
    Set<Leniency> leniencies,
    ExchangeLimits exchangeLimits) {
  /** Copies the set. */
  public MikeyContext {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(timestamps, "timestamps");
    Objects.requireNonNull(replayCache, "replayCache");
    Objects.requireNonNull(bundles, "bundles");
    Objects.requireNonNull(limits, "limits");
    leniencies = Set.copyOf(leniencies);
    Objects.requireNonNull(exchangeLimits, "exchangeLimits");
  }

  /** A context with the default bounds against floods. */
  public MikeyContext(
      Provider provider,
      SecureRandom random,
      TimestampSource timestamps,
      ReplayCache replayCache,
      BundleStore bundles,
      DecodeLimits limits,
      Set<Leniency> leniencies) {
    this(
        provider,
        random,
        timestamps,
        replayCache,
        bundles,
        limits,
        leniencies,
        new ExchangeLimits(LimitSettings.DEFAULT, timestamps.clock()));
  }

  /**
   * A context with default bounds and no leniency, for keys that were never used before.
   *
   * @param provider the provider that holds the keys
   * @param clock the wall clock, in UTC
   */
  public static MikeyContext forNewKeys(Provider provider, Clock clock) {
    return new MikeyContext(
        provider,
        new SecureRandom(),
        new TimestampSource(clock),
        ReplayCache.forNewKeys(ReplaySettings.DEFAULT, clock),
        new BundleStore(),
        DecodeLimits.defaults(),
        Set.of());
  }

  /** The same with another replay cache. */
  public MikeyContext withReplayCache(ReplayCache cache) {
    return new MikeyContext(
        provider, random, timestamps, cache, bundles, limits, leniencies, exchangeLimits);
  }

  /** The same with other bounds against floods. */
  public MikeyContext withExchangeLimits(ExchangeLimits others) {
    return new MikeyContext(
        provider, random, timestamps, replayCache, bundles, limits, leniencies, others);
  }

  /** The same, tolerating other departures from the RFC. */
  public MikeyContext withLeniencies(Set<Leniency> others) {
    return new MikeyContext(
        provider, random, timestamps, replayCache, bundles, limits, others, exchangeLimits);
  }
}
