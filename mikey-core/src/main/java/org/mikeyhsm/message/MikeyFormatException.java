package org.mikeyhsm.message;

/** The octets are not a well-formed MIKEY message (RFC 3830 section 6). */
public final class MikeyFormatException extends MikeyException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the fault.
   *
   * @param payload the payload's name as RFC 3830 abbreviates it
   * @param offset octets from the beginning of the message
   * @param reason one sentence without a full stop
   */
  public MikeyFormatException(String payload, int offset, String reason) {
    super(payload, offset, reason);
  }
}
