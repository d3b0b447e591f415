package org.mikeyhsm.hsm.pool;

import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/** A token of a pool and how it is. Thread-safe; guarded by itself, never while the token works. */
final class Member<T extends PooledToken> {
  private final TokenPool.Source<T> source;
  private Optional<T> token = Optional.empty();
  private TokenHealth.State state = TokenHealth.State.OUT;
  private String reason = "it was not opened yet";
  private int busy;
  private long turn;

  Member(TokenPool.Source<T> source) {
    this.source = source;
  }

  String name() {
    return source.name();
  }

  /** Opens the token; it is not in yet. */
  T open() throws GeneralSecurityException {
    T opened = source.opener().open();
    synchronized (this) {
      token = Optional.of(opened);
    }
    return opened;
  }

  /** What was opened, whatever state it is in. */
  synchronized Optional<T> token() {
    return token;
  }

  synchronized boolean isIn() {
    return state == TokenHealth.State.IN;
  }

  /** Whether it is tried from time to time. */
  synchronized boolean isOut() {
    return state == TokenHealth.State.OUT;
  }

  /** Brings it in; false if it was given up, which a try that was under way does not change. */
  synchronized boolean bringIn() {
    if (state == TokenHealth.State.GIVEN_UP) {
      return false;
    }
    state = TokenHealth.State.IN;
    reason = "";
    return true;
  }

  /**
   * Takes it out; false if that is no news. One that was given up stays so, whatever work that was
   * under way says of it: another try could lock its PIN.
   */
  synchronized boolean takeOut(TokenHealth.State out, String why) {
    if (state == TokenHealth.State.GIVEN_UP) {
      return false;
    }
    boolean news = state != out;
    state = out;
    reason = why;
    return news;
  }

  synchronized int busy() {
    return busy;
  }

  /** When it was last chosen: of two that are equally busy, the other is next. */
  synchronized long turn() {
    return turn;
  }

  synchronized void begin(long now) {
    busy++;
    turn = now;
  }

  synchronized void end() {
    busy--;
  }

  synchronized TokenHealth health() {
    return new TokenHealth(name(), state, reason, busy);
  }

  /** Asks the token for its proofs. */
  Map<String, Octets> proofs(Octets challenge) throws GeneralSecurityException {
    Optional<T> present = token();
    return present.isPresent() ? present.get().proofs(challenge) : Map.of();
  }

  /** Closes what was opened; where that fails, it is to be closed again. */
  void close() {
    Optional<T> last = token();
    last.ifPresent(PooledToken::close);
    synchronized (this) {
      token = Optional.empty();
    }
  }
}
