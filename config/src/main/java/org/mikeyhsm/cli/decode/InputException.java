package org.mikeyhsm.cli.decode;

import java.util.Objects;

/** What was given to decode holds no message that could be read. */
public final class InputException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Stands where the name of a payload would, when the fault is before any message. */
  public static final String INPUT = "input";

  private final String payload;
  private final int offset;
  private final String reason;

  /**
   * Describes the fault.
   *
   * @param payload the payload at fault, or {@link #INPUT}
   * @param offset octets from the beginning of the message; 0 if there is none
   * @param reason one sentence without a full stop
   */
  public InputException(String payload, int offset, String reason) {
    super(INPUT.equals(payload) ? reason : payload + " at octet " + offset + ": " + reason);
    this.payload = Objects.requireNonNull(payload, "payload");
    this.offset = offset;
    this.reason = reason;
  }

  /** The payload at fault, or {@link #INPUT}. */
  public String payload() {
    return payload;
  }

  /** Octets from the beginning of the message. */
  public int offset() {
    return offset;
  }

  /** What is wrong, one sentence without a full stop. */
  public String reason() {
    return reason;
  }
}
