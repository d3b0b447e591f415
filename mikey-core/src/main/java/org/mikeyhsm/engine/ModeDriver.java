package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.util.Optional;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Carries a mode out. Stateless and thread-safe. */
interface ModeDriver {
  /** The data type of its I_MESSAGE. */
  DataType firstMessage();

  /** Whether this side has what it takes to answer. */
  boolean answers(EngineKeys keys);

  /** What this side lacks to initiate with a peer, for people to read; empty if nothing. */
  Optional<String> lacks(EngineKeys keys, IdPayload peer);

  /**
   * One exchange as the initiator, not started.
   *
   * @param updated the bundle that is updated, of this side and the peer
   */
  Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated)
      throws GeneralSecurityException;

  /** What answers, for as long as the engine lives. */
  Responding responder(EngineKeys keys);

  /** Makes the I_MESSAGE. */
  @FunctionalInterface
  interface Start {
    Octets message() throws GeneralSecurityException;
  }

  /** Takes the R_MESSAGE. */
  @FunctionalInterface
  interface Receive {
    CryptoSessionBundle bundle(Octets answer) throws MikeyException, GeneralSecurityException;
  }

  /** Gives the bundle where no R_MESSAGE was asked for. */
  @FunctionalInterface
  interface Unanswered {
    CryptoSessionBundle bundle();
  }

  /**
   * An exchange of this side. Not thread-safe.
   *
   * @param unanswered empty if an R_MESSAGE is awaited
   */
  record Started(Start start, Receive receive, Optional<Unanswered> unanswered, Runnable close) {}

  /** Takes I_MESSAGEs. */
  @FunctionalInterface
  interface Receiver {
    Accepted receive(Octets message) throws MikeyException, GeneralSecurityException;
  }

  /**
   * What answers. Thread-safe.
   *
   * @param close frees what it holds
   */
  record Responding(Receiver receiver, Runnable close) {
    /** One that holds nothing. */
    static Responding of(Receiver receiver) {
      return new Responding(receiver, () -> {});
    }
  }
}
