package org.mikeyhsm.engine;

import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * What became of a message that was received. Closing it closes the session that is in it, if there
 * is one.
 */
public sealed interface Outcome extends AutoCloseable {
  /**
   * There are keys.
   *
   * @param session closed by the caller, or with this
   * @param reply the R_MESSAGE to send; empty if none was asked for, and always for an initiator
   */
  record Established(MikeySession session, Optional<Octets> reply) implements Outcome {
    /** Refuses nulls. */
    public Established {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(reply, "reply");
    }

    @Override
    public MikeySession orThrow() {
      return session;
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /**
   * The message was refused. For an initiator this ends the exchange; a responder is as if the
   * message had not come, but for its entry in the replay cache if it was authentic.
   *
   * @param refusal why
   * @param reply the error message that may be sent (RFC 3830 section 5.1.2)
   */
  record Refused(Refusal refusal, Optional<Octets> reply) implements Outcome {
    /** Refuses nulls. */
    public Refused {
      Objects.requireNonNull(refusal, "refusal");
      Objects.requireNonNull(reply, "reply");
    }

    @Override
    public MikeySession orThrow() throws RefusedException {
      throw new RefusedException(refusal);
    }
  }

  /**
   * The message is passed over in silence: a replay, for example. For an initiator the exchange
   * goes on, and a good answer may still come.
   *
   * @param refusal why
   */
  record Ignored(Refusal refusal) implements Outcome {
    /** Refuses null. */
    public Ignored {
      Objects.requireNonNull(refusal, "refusal");
    }

    @Override
    public Optional<Octets> reply() {
      return Optional.empty();
    }

    @Override
    public MikeySession orThrow() throws RefusedException {
      throw new RefusedException(refusal);
    }
  }

  /** What to send to the peer; empty if nothing. */
  Optional<Octets> reply();

  /**
   * The session.
   *
   * @return the caller closes it
   * @throws RefusedException if there is none, with the reason
   */
  MikeySession orThrow() throws RefusedException;

  @Override
  default void close() {
    // There are keys in one of them only.
  }
}
