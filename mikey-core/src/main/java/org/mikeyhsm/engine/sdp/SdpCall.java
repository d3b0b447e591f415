package org.mikeyhsm.engine.sdp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.engine.Initiated;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.OpenExchange;
import org.mikeyhsm.engine.Outcome;
import org.mikeyhsm.engine.Reason;
import org.mikeyhsm.engine.Refusal;
import org.mikeyhsm.engine.RefusedException;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.KeyMgmtInitiator;
import org.mikeyhsm.sdp.KeyMgmtLevel;
import org.mikeyhsm.sdp.KeyMgmtMessage;
import org.mikeyhsm.sdp.KeyMgmtOutcome;
import org.mikeyhsm.sdp.SdpIds;

/**
 * MIKEY of one call, for {@link org.mikeyhsm.sdp.KeyMgmtOfferer} and {@link
 * org.mikeyhsm.sdp.KeyMgmtAnswerer}, or their counterparts of RTSP.
 *
 * <p>Not thread-safe, one a call. Closing it ends the call: what is open is given up, its sessions
 * are closed.
 */
public final class SdpCall implements KeyMgmtInitiator, AutoCloseable {
  private final MikeyEngine engine;
  private final IdPayload peer;
  private final StreamsOf streams;
  private final Map<KeyMgmtLevel, OpenExchange> awaiting = new HashMap<>();
  private final Map<KeyMgmtLevel, MikeySession> sessions = new HashMap<>();

  /** Gives the crypto sessions that a message at a level has. */
  @FunctionalInterface
  public interface StreamsOf {
    /**
     * The streams, numbered as {@link org.mikeyhsm.sdp.CryptoSessionNumbers} has it.
     *
     * @param level what the message keys
     */
    Streams at(KeyMgmtLevel level);
  }

  private SdpCall(MikeyEngine engine, IdPayload peer, StreamsOf streams) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.peer = Objects.requireNonNull(peer, "peer");
    this.streams = Objects.requireNonNull(streams, "streams");
  }

  /**
   * The offerer's side of a call.
   *
   * @param peer whom the offer is for; the answer must be this one's, and nobody else's
   */
  public static SdpCall offering(MikeyEngine engine, IdPayload peer, StreamsOf streams) {
    return new SdpCall(engine, peer, streams);
  }

  /**
   * The answerer's side of a call.
   *
   * @param peer who calls, as SIP says; an offer that proves to be another's is refused
   */
  public static SdpCall answering(MikeyEngine engine, IdPayload peer) {
    return new SdpCall(
        engine,
        peer,
        level -> {
          throw new IllegalStateException("this side of the call answers");
        });
  }

  /**
   * Begins an exchange.
   *
   * @throws IllegalStateException if the engine refuses, with the reason; ask {@link
   *     MikeyEngine#health} first where that can be
   */
  @Override
  public Octets propose(KeyMgmtLevel level, List<String> protocolIds) {
    Streams proposed = streams.at(level).withExtensions(List.of(SdpIds.payload(protocolIds)));
    Initiated initiated = engine.initiate(peer, proposed);
    if (initiated instanceof Initiated.Awaiting begun) {
      replace(awaiting, level, begun.exchange());
    } else if (initiated instanceof Initiated.Established established) {
      replace(sessions, level, established.session());
    }
    try {
      return initiated.message();
    } catch (RefusedException e) {
      throw new IllegalStateException("there is nothing to offer: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean needsAnswer(KeyMgmtLevel level) {
    return awaiting.containsKey(level);
  }

  @Override
  public KeyMgmtOutcome process(KeyMgmtMessage message) {
    OpenExchange exchange = awaiting.get(message.level());
    return exchange == null ? answer(message) : complete(message, exchange);
  }

  private KeyMgmtOutcome complete(KeyMgmtMessage message, OpenExchange exchange) {
    Outcome outcome;
    try {
      outcome = exchange.receive(message.data());
    } catch (IllegalStateException e) {
      // It still counts as unanswered: without an answer there is no keyed call.
      return KeyMgmtOutcome.refused(
          KeyMgmtOutcome.Cause.FAILED, "the exchange is over: it was refused, or given up");
    }
    if (outcome instanceof Outcome.Established established) {
      awaiting.remove(message.level());
      replace(sessions, message.level(), established.session());
      return KeyMgmtOutcome.accepted();
    }
    return refused(outcome);
  }

  private KeyMgmtOutcome answer(KeyMgmtMessage message) {
    Outcome outcome = engine.respond(message.data());
    if (outcome instanceof Outcome.Established established) {
      MikeySession session = established.session();
      if (!session.peer().equals(peer)) {
        session.close();
        return KeyMgmtOutcome.refused(
            KeyMgmtOutcome.Cause.FAILED, "the message is not of the one who calls");
      }
      replace(sessions, message.level(), session);
      return new KeyMgmtOutcome.Accepted(established.reply());
    }
    return refused(outcome);
  }

  private static KeyMgmtOutcome refused(Outcome outcome) {
    Refusal refusal =
        outcome instanceof Outcome.Refused refused
            ? refused.refusal()
            : ((Outcome.Ignored) outcome).refusal();
    return new KeyMgmtOutcome.Refused(cause(refusal.reason()), refusal.toString(), outcome.reply());
  }

  private static KeyMgmtOutcome.Cause cause(Reason reason) {
    return switch (reason) {
      case MODE, UNSUPPORTED, SRTP_POLICY -> KeyMgmtOutcome.Cause.UNSUPPORTED;
      case PEER -> KeyMgmtOutcome.Cause.BY_PEER;
      default -> KeyMgmtOutcome.Cause.FAILED;
    };
  }

  @Override
  public void discard(KeyMgmtLevel level) {
    Optional.ofNullable(awaiting.remove(level)).ifPresent(OpenExchange::close);
    Optional.ofNullable(sessions.remove(level)).ifPresent(MikeySession::close);
  }

  /**
   * The keys of a level; this object's to close. Use them once the negotiation has succeeded.
   *
   * @return empty if there are none
   */
  public Optional<MikeySession> session(KeyMgmtLevel level) {
    return Optional.ofNullable(sessions.get(level));
  }

  private static <T extends AutoCloseable> void replace(
      Map<KeyMgmtLevel, T> all, KeyMgmtLevel level, T now) {
    T before = all.put(level, now);
    if (before instanceof OpenExchange exchange) {
      exchange.close();
    } else if (before instanceof MikeySession session) {
      session.close();
    }
  }

  @Override
  public void close() {
    awaiting.values().forEach(OpenExchange::close);
    awaiting.clear();
    sessions.values().forEach(MikeySession::close);
    sessions.clear();
  }
}
