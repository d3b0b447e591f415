package org.mikeyhsm.session;

/** What the replay cache says of a message. */
public enum ReplayVerdict {
  /** Never seen, and its timestamp is inside the window. */
  FRESH("the message is fresh"),
  /** Seen before. */
  REPLAYED("the message was received before"),
  /** The timestamp is older than the clock skew allows. */
  STALE("the timestamp is older than the clock skew allows; are both clocks right?"),
  /** The timestamp is later than the clock skew allows. */
  FUTURE("the timestamp is later than the clock skew allows; are both clocks right?"),
  /** Nothing inside the window is ever forgotten, and there is no room for more. */
  FULL("the replay cache is full; a larger one or a smaller clock skew is needed"),
  /** What was received before a restart is unknown, and this message might have been. */
  STATE_LOST("what was received before the restart is unknown until the clock skew has passed"),
  /** The timestamp's type cannot be checked for replay. */
  UNKNOWN_TYPE("the timestamp's type is not supported");

  private final String reason;

  ReplayVerdict(String reason) {
    this.reason = reason;
  }

  /** One sentence without a full stop. */
  public String reason() {
    return reason;
  }
}
