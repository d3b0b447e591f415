package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;

/**
 * The keys of an exchange, and what was agreed.
 *
 * <p>Thread-safe. Whoever got it closes it, which destroys its keys and tells the listeners where
 * each secret has been. It may outlive the exchange, and must not outlive the engine's provider.
 */
public final class MikeySession implements AutoCloseable {
  private final EngineMode mode;
  private final Side side;
  private final CryptoSessionBundle bundle;
  private final CustodyReport atFirst;
  private final Stopwatch stopwatch;
  private final EngineListeners listeners;
  private final AtomicBoolean closed = new AtomicBoolean();

  MikeySession(
      EngineMode mode,
      Side side,
      CryptoSessionBundle bundle,
      Stopwatch stopwatch,
      EngineListeners listeners) {
    this.mode = Objects.requireNonNull(mode, "mode");
    this.side = Objects.requireNonNull(side, "side");
    this.bundle = Objects.requireNonNull(bundle, "bundle");
    this.atFirst = bundle.custody();
    this.stopwatch = stopwatch;
    this.listeners = listeners;
  }

  /** The mode of the exchange. */
  public EngineMode mode() {
    return mode;
  }

  /** This side. */
  public Side side() {
    return side;
  }

  /** The other side, authenticated. */
  public IdPayload peer() {
    return side == Side.INITIATOR ? bundle.terms().responder() : bundle.terms().initiator();
  }

  /** The keys with all that was agreed; this object's to close. */
  public CryptoSessionBundle bundle() {
    return bundle;
  }

  /**
   * The SRTP master key and salt of a crypto session.
   *
   * @param csId the crypto session's number, from 1
   * @param place where the TEK shall live: in the provider, or in host memory for an SRTP engine
   * @return the caller closes it
   * @throws org.mikeyhsm.custody.CustodyRefusedException if the policy forbids the key there
   * @throws GeneralSecurityException if the key cannot be had
   * @throws IllegalArgumentException if there is no such crypto session
   */
  public SrtpMasterKey srtpMasterKey(int csId, KeyPlace place) throws GeneralSecurityException {
    return bundle.srtpMasterKey(csId, place);
  }

  /** Every secret of the exchange, and of what was derived so far. */
  public CustodyReport custody() {
    return bundle.custody();
  }

  CustodyReport atFirst() {
    return atFirst;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    bundle.close();
    // Not before: what is derived meanwhile belongs into it.
    CustodyReport last = bundle.custody();
    List<CustodyEntry> since = new ArrayList<>(last.entries());
    since.removeAll(atFirst.entries());
    listeners.tell(
        new EngineEvent.Closed(stopwatch.facts(peer()), bundle.terms().csbId(), last, since));
  }

  /** The mode, the side and the peer. */
  @Override
  public String toString() {
    return "MikeySession[" + mode + ", " + side + ", " + EngineIds.text(peer()) + "]";
  }
}
