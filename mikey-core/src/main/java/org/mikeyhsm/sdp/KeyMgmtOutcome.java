package org.mikeyhsm.sdp;

import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/** What a key management protocol found about a message (RFC 4567 section 4). Immutable. */
public sealed interface KeyMgmtOutcome {
  /** Why a message was not accepted. */
  enum Cause {
    /** A parameter of the offer is not supported: SIP warning 306 (RFC 4567 section 4.1.2). */
    UNSUPPORTED,
    /** Anything else, such as a wrong MAC, a replay or a malformed message. */
    FAILED,
    /** The message is the peer's own report that it refuses our offer. */
    BY_PEER
  }

  /**
   * The message is authentic and its parameters are taken.
   *
   * @param answer the message to send back; empty if the protocol needs none, and always in the
   *     initiator, since the exchange is one request and one response (RFC 4567 section 4)
   */
  record Accepted(Optional<Octets> answer) implements KeyMgmtOutcome {
    /** Refuses null. */
    public Accepted {
      Objects.requireNonNull(answer, "answer");
    }
  }

  /**
   * The message is not accepted.
   *
   * @param cause why, for the choice of what is signalled
   * @param reason why, for the local log; it is never sent
   * @param error the protocol's error message for the peer, if it may be sent one
   */
  record Refused(Cause cause, String reason, Optional<Octets> error) implements KeyMgmtOutcome {
    /** Refuses nulls. */
    public Refused {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(error, "error");
    }
  }

  /** Accepted, without a message to send back. */
  static KeyMgmtOutcome accepted() {
    return new Accepted(Optional.empty());
  }

  /** Accepted, with a message to send back. */
  static KeyMgmtOutcome accepted(Octets answer) {
    return new Accepted(Optional.of(answer));
  }

  /** Refused, without an error message for the peer. */
  static KeyMgmtOutcome refused(Cause cause, String reason) {
    return new Refused(cause, reason, Optional.empty());
  }

  /** Refused, with an error message for the peer. */
  static KeyMgmtOutcome refused(Cause cause, String reason, Octets error) {
    return new Refused(cause, reason, Optional.of(error));
  }
}
