package org.mikeyhsm.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * Why an exchange, or a message, was refused. Has no secret in it; the detail can quote what a peer
 * sent.
 *
 * @param reason the class
 * @param detail for people to read, with payload and octet where a message is at fault
 * @param cause what was thrown, where something was
 */
public record Refusal(Reason reason, String detail, Optional<Exception> cause) {
  /** Refuses nulls. */
  public Refusal {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(cause, "cause");
  }

  static Refusal of(Reason reason, String detail) {
    return new Refusal(reason, detail, Optional.empty());
  }

  static Refusal of(Exception cause) {
    return of(Reason.of(cause), cause);
  }

  static Refusal of(Reason reason, Exception cause) {
    return new Refusal(reason, String.valueOf(cause.getMessage()), Optional.of(cause));
  }

  /** The reason and the detail. */
  @Override
  public String toString() {
    return reason + ": " + detail;
  }
}
