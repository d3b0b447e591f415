package org.mikeyhsm.sdp;

/**
 * A session description, a key management attribute or header, or its list of protocol identifiers
 * was not accepted. Text of the peer that the message repeats is shortened and escaped.
 */
public final class SdpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String reason;

  /**
   * Describes the fault.
   *
   * @param line the line at fault in the text that was read, counted from 1; 0 if no line is
   * @param reason one sentence without a full stop
   */
  public SdpException(int line, String reason) {
    super(line > 0 ? "line " + line + ": " + reason : reason);
    this.line = line;
    this.reason = reason;
  }

  /** The line at fault, counted from 1, or 0 if no line is. A folded line counts as its first. */
  public int line() {
    return line;
  }

  /** What is wrong, one sentence without a full stop. */
  public String reason() {
    return reason;
  }
}
