package org.mikeyhsm.message;

/**
 * A MIKEY message was not accepted. Names the payload and the offset at fault and the reason, never
 * a secret.
 */
public abstract class MikeyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String payload;
  private final int offset;
  private final String reason;

  /**
   * Describes the fault.
   *
   * @param payload the payload's name as RFC 3830 abbreviates it (HDR, T, KEMAC, ...)
   * @param offset octets from the beginning of the message
   * @param reason one sentence without a full stop
   */
  protected MikeyException(String payload, int offset, String reason) {
    super(payload + " at octet " + offset + ": " + reason);
    this.payload = payload;
    this.offset = offset;
    this.reason = reason;
  }

  /** The payload's name as RFC 3830 abbreviates it (HDR, T, KEMAC, ...). */
  public final String payload() {
    return payload;
  }

  /** Octets from the beginning of the message. */
  public final int offset() {
    return offset;
  }

  /** What is wrong, one sentence without a full stop. */
  public final String reason() {
    return reason;
  }
}
