package org.mikeyhsm.mode;

import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;

/**
 * A well-formed message was refused. Nothing has changed but, for an authenticated one, the replay
 * cache; the next message is processed as if this one had not come.
 */
public final class ExchangeException extends MikeyException {
  private static final long serialVersionUID = 1L;

  private final Failure failure;
  private final transient Octets errorMessage;

  /**
   * Describes the refusal.
   *
   * @param failure why
   * @param payload the payload's name as RFC 3830 abbreviates it
   * @param offset octets from the beginning of the message
   * @param reason one sentence without a full stop
   */
  public ExchangeException(Failure failure, String payload, int offset, String reason) {
    this(failure, payload, offset, reason, Octets.empty());
  }

  private ExchangeException(
      Failure failure, String payload, int offset, String reason, Octets errorMessage) {
    super(payload, offset, reason);
    this.failure = Objects.requireNonNull(failure, "failure");
    this.errorMessage = Objects.requireNonNull(errorMessage, "errorMessage");
  }

  /** The same refusal with the error message that answers it. */
  public ExchangeException withErrorMessage(Octets message) {
    ExchangeException copy = new ExchangeException(failure, payload(), offset(), reason(), message);
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }

  /**
   * The MIKEY error message that may be sent to the peer (RFC 3830 section 5.1.2), empty where none
   * should be.
   */
  public Optional<Octets> errorMessage() {
    return errorMessage == null || errorMessage.isEmpty()
        ? Optional.empty()
        : Optional.of(errorMessage);
  }
}
