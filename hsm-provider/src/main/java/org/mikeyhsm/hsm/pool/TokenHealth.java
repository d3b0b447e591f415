package org.mikeyhsm.hsm.pool;

/**
 * How a token of a pool is.
 *
 * @param token its name
 * @param state whether it is used
 * @param reason why not; empty while it is in
 * @param busy how many pieces of work it does now
 */
public record TokenHealth(String token, State state, String reason, int busy) {
  /** Whether a token is used. */
  public enum State {
    /** It is used. */
    IN,
    /** It is not used, and tried from time to time. */
    OUT,
    /** It is not used before the pool is opened anew: its PIN was refused. */
    GIVEN_UP
  }
}
