package org.mikeyhsm.engine;

import java.util.Objects;
import org.mikeyhsm.message.Octets;

/** What became of a call of {@link MikeyEngine#initiate}. Closing it closes what is in it. */
public sealed interface Initiated extends AutoCloseable {
  /**
   * The message of the exchange is to be sent, and an answer is awaited.
   *
   * @param exchange closed by the caller, or with this
   */
  record Awaiting(OpenExchange exchange) implements Initiated {
    /** Refuses null. */
    public Awaiting {
      Objects.requireNonNull(exchange, "exchange");
    }

    @Override
    public Octets message() {
      return exchange.message();
    }

    @Override
    public OpenExchange awaiting() {
      return exchange;
    }

    @Override
    public void close() {
      exchange.close();
    }
  }

  /**
   * The message is to be sent, and no answer comes: there are keys already.
   *
   * @param message what to send
   * @param session closed by the caller, or with this
   */
  record Established(Octets message, MikeySession session) implements Initiated {
    /** Refuses nulls. */
    public Established {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(session, "session");
    }

    @Override
    public OpenExchange awaiting() {
      throw new IllegalStateException("no answer is awaited: the session is established");
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /**
   * There is nothing to send.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements Initiated {
    /** Refuses null. */
    public Refused {
      Objects.requireNonNull(refusal, "refusal");
    }

    @Override
    public Octets message() throws RefusedException {
      throw new RefusedException(refusal);
    }

    @Override
    public OpenExchange awaiting() throws RefusedException {
      throw new RefusedException(refusal);
    }
  }

  /**
   * The I_MESSAGE to send.
   *
   * @throws RefusedException if there is none, with the reason
   */
  Octets message() throws RefusedException;

  /**
   * The exchange, where the options ask for verification or the mode has an answer.
   *
   * @return the caller closes it
   * @throws RefusedException if there is none, with the reason
   * @throws IllegalStateException if no answer is awaited
   */
  OpenExchange awaiting() throws RefusedException;

  @Override
  default void close() {
    // A refusal holds nothing.
  }
}
