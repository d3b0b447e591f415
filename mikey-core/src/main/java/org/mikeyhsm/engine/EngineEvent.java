package org.mikeyhsm.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyReport;

/** What happened in an engine. Immutable; no octet of a secret is in one. */
public sealed interface EngineEvent {
  /**
   * An exchange, or an update, came to keys.
   *
   * @param exchange which
   * @param csbId its CSB ID
   * @param custody where each secret has been up to now; what SRTP derives later comes with {@link
   *     Closed}
   */
  record Established(ExchangeFacts exchange, int csbId, CustodyReport custody)
      implements EngineEvent {
    /** Refuses nulls. */
    public Established {
      Objects.requireNonNull(exchange, "exchange");
      Objects.requireNonNull(custody, "custody");
    }
  }

  /**
   * A session was closed, and its keys destroyed.
   *
   * @param exchange that made it; the duration is from its beginning to now
   * @param csbId its CSB ID
   * @param custody where each secret has been, to the end
   * @param since the lines that were not yet in {@link Established}
   */
  record Closed(ExchangeFacts exchange, int csbId, CustodyReport custody, List<CustodyEntry> since)
      implements EngineEvent {
    /** Copies the list. */
    public Closed {
      Objects.requireNonNull(exchange, "exchange");
      Objects.requireNonNull(custody, "custody");
      since = List.copyOf(since);
    }
  }

  /**
   * An exchange is over without keys, or a message was refused or passed over. A replay has {@link
   * Reason#REPLAY}, a flood {@link Reason#LIMIT}, a forgery {@link Reason#AUTHENTICATION}, a secret
   * that the policy forbids {@link Reason#CUSTODY}.
   *
   * @param exchange which
   * @param refusal why
   * @param over whether it ended an exchange; else the message was passed over, as every message is
   *     that a responder refuses, and a good one may still come
   */
  record Refused(ExchangeFacts exchange, Refusal refusal, boolean over) implements EngineEvent {
    /** Refuses nulls. */
    public Refused {
      Objects.requireNonNull(exchange, "exchange");
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /**
   * An exchange of this side was given up: its answer did not come in time, or its owner closed it.
   *
   * @param exchange which
   * @param inTime whether it was closed before its time was over
   */
  record Abandoned(ExchangeFacts exchange, boolean inTime) implements EngineEvent {
    /** Refuses nulls. */
    public Abandoned {
      Objects.requireNonNull(exchange, "exchange");
    }
  }

  /** What happened to the token, or to whatever holds the keys. */
  sealed interface TokenEvent extends EngineEvent {}

  /**
   * The token, or whatever holds the keys, failed an operation and had not before: it is gone, or
   * its login is.
   *
   * @param detail what it said
   */
  record TokenLost(String detail) implements TokenEvent {
    /** Refuses null. */
    public TokenLost {
      Objects.requireNonNull(detail, "detail");
    }
  }

  /**
   * It does operations again.
   *
   * @param after since {@link TokenLost}
   */
  record TokenRecovered(Duration after) implements TokenEvent {
    /** Refuses null. */
    public TokenRecovered {
      Objects.requireNonNull(after, "after");
    }
  }
}
