package org.mikeyhsm.engine;

import java.security.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.TimestampSource;

/**
 * Makes a {@link MikeyEngine}. Not thread-safe. The keys, and the provider's token, stay their
 * owner's to close, after the engine; {@link #closing} hands that over.
 */
public final class EngineBuilder {
  private final Provider provider;
  private final IdPayload self;
  private final Map<IdPayload, EnginePeer> peers = new LinkedHashMap<>();
  private final List<PkiIdentity> identities = new ArrayList<>();
  private final List<EngineListener> listeners = new ArrayList<>();
  private final List<HealthCheck> checks = new ArrayList<>();
  private final List<Runnable> closing = new ArrayList<>();
  private EngineOptions options = EngineOptions.DEFAULT;
  private List<EngineMode> modes = List.of(EngineMode.values());
  private Optional<PskDirectory> directory = Optional.empty();
  private Optional<Function<IdPayload, Optional<PskCredential>>> toInitiate = Optional.empty();
  private Optional<PkiTrust> trust = Optional.empty();
  private Optional<EngineKeys.Sakke> sakke = Optional.empty();
  private Clock clock = Clock.systemUTC();
  private SecureRandom random = new SecureRandom();
  private LimitSettings limits = LimitSettings.DEFAULT;
  private ReplaySettings replay = ReplaySettings.DEFAULT;
  private Optional<byte[]> replayState = Optional.empty();
  private boolean replayStateLost;
  private int mostBundles = BundleStore.DEFAULT_CAPACITY;
  private DecodeLimits decodeLimits = DecodeLimits.defaults();
  private Set<Leniency> leniencies = Set.of();

  EngineBuilder(Provider provider, IdPayload self) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.self = Objects.requireNonNull(self, "self");
  }

  /** The modes in use, the preferred first; all that the keys allow, unless this is called. */
  public EngineBuilder modes(EngineMode... inUse) {
    modes = List.of(inUse);
    return this;
  }

  /** Adds a peer, in place of one of the same identity. */
  public EngineBuilder peer(EnginePeer peer) {
    peers.put(peer.id(), peer);
    return this;
  }

  /**
   * Finds the pre-shared keys of messages that come in, in place of the peers'; with a peer, this
   * side begins with the key that the peer has here.
   */
  public EngineBuilder pskDirectory(PskDirectory finder) {
    directory = Optional.of(finder);
    return this;
  }

  /**
   * Finds all pre-shared keys, in place of the peers': for keys that are rotated while the engine
   * runs, so that an old and a new one are valid at once.
   *
   * @param finder finds those of messages that come in
   * @param toBegin finds the one to begin an exchange with, by peer
   */
  public EngineBuilder pskDirectory(
      PskDirectory finder, Function<IdPayload, Optional<PskCredential>> toBegin) {
    toInitiate = Optional.of(toBegin);
    return pskDirectory(finder);
  }

  /**
   * Adds a key of this side with its certificate. The first one initiates; all are answered for, so
   * that an old and a new one can be valid at once.
   */
  public EngineBuilder certificate(PkiIdentity identity) {
    identities.add(Objects.requireNonNull(identity, "identity"));
    return this;
  }

  /** Whose certificates are accepted, and those that need not come with a message. */
  public EngineBuilder trust(PkiTrust whom) {
    trust = Optional.of(whom);
    return this;
  }

  /**
   * This side as a user of a KMS.
   *
   * @param user with the keys of one key period or more
   * @param kmses the KMSs whose users may call
   */
  public EngineBuilder sakke(SakkeUser user, KmsDirectory kmses) {
    sakke =
        Optional.of(
            new EngineKeys.Sakke(
                Objects.requireNonNull(user, "user"), Objects.requireNonNull(kmses, "kmses")));
    return this;
  }

  /** What is offered and accepted; {@link EngineOptions#DEFAULT} unless this is called. */
  public EngineBuilder options(EngineOptions others) {
    options = Objects.requireNonNull(others, "others");
    return this;
  }

  /** The wall clock, in UTC; the system's unless this is called. */
  public EngineBuilder clock(Clock other) {
    clock = Objects.requireNonNull(other, "other");
    return this;
  }

  /** Makes nonces and CSB IDs; keys come from the provider. */
  public EngineBuilder random(SecureRandom other) {
    random = Objects.requireNonNull(other, "other");
    return this;
  }

  /** Bounds against floods; {@link LimitSettings#DEFAULT} unless this is called. */
  public EngineBuilder limits(LimitSettings others) {
    limits = Objects.requireNonNull(others, "others");
    return this;
  }

  /** How many crypto session bundles may be open at a time; 65,536 unless this is called. */
  public EngineBuilder mostBundles(int most) {
    mostBundles = most;
    return this;
  }

  /** The clock skew, and the bounds of the replay cache. */
  public EngineBuilder replay(ReplaySettings others) {
    replay = Objects.requireNonNull(others, "others");
    return this;
  }

  /**
   * Goes on with what {@link MikeyEngine#shutDown} gave. Without it the keys count as new, and a
   * message that an earlier engine took within the clock skew would be taken again.
   */
  public EngineBuilder replayState(byte[] saved) {
    replayState = Optional.of(saved.clone());
    return this;
  }

  /**
   * The keys were used before and what {@link MikeyEngine#shutDown} gave is lost: until the clock
   * skew has passed every message is refused (RFC 3830 section 5.4).
   */
  public EngineBuilder replayStateLost() {
    replayStateLost = true;
    return this;
  }

  /** Bounds of the decoder. */
  public EngineBuilder decodeLimits(DecodeLimits others) {
    decodeLimits = Objects.requireNonNull(others, "others");
    return this;
  }

  /** Departures from the RFCs that are tolerated on the wire; none unless this is called. */
  public EngineBuilder leniencies(Set<Leniency> others) {
    leniencies = Set.copyOf(others);
    return this;
  }

  /** Adds a listener. */
  public EngineBuilder listener(EngineListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /** Adds to what {@link MikeyEngine#health} looks at. */
  public EngineBuilder healthCheck(HealthCheck check) {
    checks.add(Objects.requireNonNull(check, "check"));
    return this;
  }

  /** Closed with the engine, the last first: keys, a token, a module. */
  public EngineBuilder closing(Runnable resource) {
    closing.add(Objects.requireNonNull(resource, "resource"));
    return this;
  }

  /**
   * The engine.
   *
   * @return the caller closes it
   * @throws IllegalArgumentException if it could neither begin nor answer an exchange, or a saved
   *     replay state is none
   */
  public MikeyEngine build() {
    EngineKeys keys =
        new EngineKeys(
            context(),
            self,
            options,
            Map.copyOf(peers),
            directory.or(this::ofPeers),
            toInitiate.orElseGet(this::ofPeer),
            List.copyOf(identities),
            trust,
            sakke);
    boolean useless =
        modes.stream()
            .noneMatch(
                mode ->
                    mode.driver().answers(keys)
                        || peers.keySet().stream()
                            .anyMatch(peer -> mode.driver().lacks(keys, peer).isEmpty()));
    if (useless) {
      throw new IllegalArgumentException(
          "no mode of "
              + modes
              + " has its keys: give peers pre-shared keys, this side a certificate and trust, or"
              + " SAKKE keys");
    }
    return new MikeyEngine(keys, modes, limits, replay.clockSkew(), listeners, checks, closing);
  }

  private MikeyContext context() {
    return new MikeyContext(
        provider,
        random,
        new TimestampSource(clock),
        replayCache(),
        new BundleStore(mostBundles),
        decodeLimits,
        leniencies,
        new ExchangeLimits(limits, clock));
  }

  private ReplayCache replayCache() {
    if (replayState.isPresent()) {
      return ReplayCache.restore(replayState.get(), replay, clock);
    }
    return replayStateLost
        ? ReplayCache.afterLoss(replay, clock)
        : ReplayCache.forNewKeys(replay, clock);
  }

  /** Where there is one key only, it serves messages without identities too. */
  private Optional<PskDirectory> ofPeers() {
    List<PskCredential> credentials =
        peers.values().stream().flatMap(peer -> credential(peer).stream()).toList();
    if (credentials.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        credentials.size() == 1
            ? PskDirectory.of(credentials.get(0))
            : PskDirectory.of(credentials));
  }

  private Function<IdPayload, Optional<PskCredential>> ofPeer() {
    Map<IdPayload, EnginePeer> known = Map.copyOf(peers);
    return peer -> Optional.ofNullable(known.get(peer)).flatMap(this::credential);
  }

  private Optional<PskCredential> credential(EnginePeer peer) {
    return peer.psk().map(psk -> new PskCredential(self, peer.id(), psk));
  }
}
