package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The state of an initiator in any mode: its CSB ID, RAND and timestamp, the secrets it holds until
 * an answer comes, and the bundle that becomes of them (RFC 3830 sections 4.5, 5.2, 6.1).
 *
 * <p>Thread-safe, because it is given up from outside when its answer does not come in time.
 */
public final class Initiation implements AutoCloseable {
  private static final int RAND_LENGTH = 16;

  private final MikeyContext context;
  private final IdPayload self;
  private final Optional<IdPayload> peer;
  private final Optional<CryptoSessionBundle> established;
  private final List<Runnable> secrets = new ArrayList<>();
  private final Runnable giveUp = this::close;
  private State state = State.NEW;
  private Optional<Integer> reserved = Optional.empty();
  private Optional<Instant> deadline = Optional.empty();
  private List<TransportedKey> keys = List.of();

  private enum State {
    NEW,
    SENT,
    DONE,
    CLOSED
  }

  /** Makes the message. */
  @FunctionalInterface
  public interface Maker {
    /** The octets to send. */
    Octets make(Opening opening) throws GeneralSecurityException;
  }

  /**
   * What is unique to the exchange.
   *
   * @param csbId the CSB ID
   * @param rand the RAND of the initial exchange
   * @param timestamp the timestamp
   */
  public record Opening(int csbId, Octets rand, TimestampPayload timestamp) {
    /** The terms that are proposed. */
    public BundleTerms terms(IdPayload self, IdPayload peer, List<CryptoSession> sessions) {
      return new BundleTerms(self, peer, csbId, PrfFunc.MIKEY_1, rand, timestamp, sessions);
    }
  }

  /**
   * An exchange that is not begun.
   *
   * @param peer the responder, empty if it may turn out to be anybody
   * @param established the bundle that is updated
   * @throws IllegalArgumentException if it is a bundle of other parties, or of the reverse roles
   */
  public Initiation(
      MikeyContext context,
      IdPayload self,
      Optional<IdPayload> peer,
      Optional<CryptoSessionBundle> established) {
    this.context = Objects.requireNonNull(context, "context");
    this.self = Objects.requireNonNull(self, "self");
    this.peer = Objects.requireNonNull(peer, "peer");
    this.established = Objects.requireNonNull(established, "established");
    if (established.isPresent()) {
      BundleTerms terms = established.get().terms();
      if (!terms.initiator().equals(self) || !terms.responder().equals(peer.orElse(self))) {
        throw new IllegalArgumentException("the bundle was not initiated by and with these two");
      }
    }
  }

  /** The bundle that is updated. */
  public Optional<CryptoSessionBundle> established() {
    return established;
  }

  /**
   * Makes the message; if that fails nothing is left.
   *
   * @param answered whether an answer is awaited then, in time
   * @throws IllegalStateException if called twice, or the store or the limits have no room
   */
  public synchronized Octets start(boolean answered, Maker maker) throws GeneralSecurityException {
    requireNew("once");
    int csbId = reserve();
    boolean done = false;
    try {
      Octets rand = established.map(bundle -> bundle.terms().rand()).orElseGet(this::newRand);
      Octets message = maker.make(new Opening(csbId, rand, context.timestamps().next()));
      if (answered) {
        deadline = Optional.of(context.exchangeLimits().await(giveUp));
      }
      state = State.SENT;
      done = true;
      return message;
    } finally {
      if (!done) {
        drop();
      }
    }
  }

  private int reserve() {
    if (established.isPresent()) {
      return established.get().terms().csbId();
    }
    if (peer.isEmpty()) {
      return context.random().nextInt();
    }
    int csbId = context.bundles().reserve(self, peer.get(), context.random());
    reserved = Optional.of(csbId);
    return csbId;
  }

  private Octets newRand() {
    byte[] rand = new byte[RAND_LENGTH];
    context.random().nextBytes(rand);
    return Octets.of(rand);
  }

  /** Holds something secret until the exchange ends. */
  public synchronized void hold(Runnable close) {
    secrets.add(close);
  }

  /** Holds the keys that become the bundle's. */
  public synchronized void holdKeys(List<TransportedKey> sent) {
    keys = sent;
  }

  /** The keys held. */
  public synchronized List<TransportedKey> keys() {
    return keys;
  }

  /** Refuses a call that comes after {@link #start}. */
  public synchronized void requireNew(String when) {
    require(State.NEW, when);
  }

  /**
   * Refuses a call unless an answer, or the bundle, is awaited.
   *
   * @throws ExchangeException if the answer came too late
   */
  public synchronized void requireSent() {
    require(State.SENT, "after start");
  }

  /** Refuses an answer that comes too late, and ends the exchange. */
  public synchronized void requireInTime() throws ExchangeException {
    requireSent();
    if (deadline.isPresent() && context.exchangeLimits().isOver(deadline.get())) {
      close();
      throw new ExchangeException(
          Failure.LIMIT,
          "HDR",
          0,
          "the answer came after "
              + context.exchangeLimits().answerTimeout()
              + ", the exchange was given up");
    }
  }

  private void require(State expected, String when) {
    if (state != expected) {
      throw new IllegalStateException("this may be called " + when + "; the exchange is " + state);
    }
  }

  /**
   * Makes the bundle of the keys held, or of those of the bundle that is updated, and closes the
   * other secrets.
   *
   * @return the caller closes it
   * @throws IllegalStateException if the bundle was closed or updated by another exchange meanwhile
   */
  public synchronized CryptoSessionBundle complete(BundleTerms terms, CustodyReport custody) {
    requireSent();
    CryptoSessionBundle bundle =
        keys.isEmpty()
            ? established
                .orElseThrow()
                .updated(terms, custody)
                .orElseThrow(() -> new IllegalStateException("the bundle to update was closed"))
            : CryptoSessionBundle.established(context.provider(), terms, keys, custody);
    keys = List.of();
    boolean added = context.bundles().add(established, bundle);
    if (added && isReserved(terms)) {
      reserved = Optional.empty();
    }
    drop();
    state = State.DONE;
    if (!added) {
      bundle.close();
      throw new IllegalStateException("the bundle was updated by another exchange meanwhile");
    }
    return bundle;
  }

  private boolean isReserved(BundleTerms terms) {
    return reserved.equals(Optional.of(terms.csbId()))
        && peer.equals(Optional.of(terms.responder()));
  }

  /** Destroys what was not handed out. */
  @Override
  public synchronized void close() {
    drop();
    state = State.CLOSED;
  }

  private void drop() {
    keys.forEach(TransportedKey::close);
    keys = List.of();
    secrets.forEach(Runnable::run);
    secrets.clear();
    reserved.ifPresent(csbId -> context.bundles().release(self, peer.orElseThrow(), csbId));
    reserved = Optional.empty();
    context.exchangeLimits().answered(giveUp);
  }
}
