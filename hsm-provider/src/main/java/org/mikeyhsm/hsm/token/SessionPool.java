package org.mikeyhsm.hsm.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;

/**
 * A bounded set of sessions, each lent for one operation. Whether one is still there, and its user
 * logged in, is asked when it was opened and when an operation failed. Owns no object: those live
 * in {@link SessionObjects}. Thread-safe.
 */
final class SessionPool implements AutoCloseable {
  private final Cryptoki cryptoki;
  private final SlotId slot;
  private final Semaphore permits;
  private final Deque<SessionHandle> idle = new ArrayDeque<>();
  private int open;

  SessionPool(Cryptoki cryptoki, SlotId slot, int limit) {
    this.cryptoki = cryptoki;
    this.slot = slot;
    this.permits = new Semaphore(limit);
  }

  /** What is done with a session. */
  @FunctionalInterface
  interface Operation<T, E extends Exception> {
    T run(SessionHandle session) throws E;
  }

  /**
   * Runs one operation on a session, waiting for one if all are lent; on the next session where one
   * turns out to be closed. After a failure the session is closed and not lent again: SoftHSM can
   * leave the operation active (C_Sign with CKR_ARGUMENTS_BAD does).
   *
   * @throws CryptokiException CKR_USER_NOT_LOGGED_IN if somebody logged out, whatever the operation
   *     failed with
   */
  <T, E extends Exception> T use(Operation<T, E> operation) throws E {
    permits.acquireUninterruptibly();
    try {
      for (SessionHandle session = poll(); session != null; session = poll()) {
        try {
          return run(session, operation);
        } catch (CryptokiException e) {
          if (!e.is(CryptokiException.SESSION_CLOSED, CryptokiException.SESSION_HANDLE_INVALID)) {
            throw e;
          }
          // Nothing was done in it: it was closed since it was lent last.
        }
      }
      return run(open(), operation);
    } finally {
      permits.release();
    }
  }

  private <T, E extends Exception> T run(SessionHandle session, Operation<T, E> operation)
      throws E {
    boolean clean = false;
    try {
      T result = operation.run(session);
      clean = true;
      return result;
    } catch (CryptokiException | KeyNotFoundException e) {
      // A search of one who is not logged in succeeds, and finds no private object.
      throw LostLogin.told(cryptoki, session, e);
    } finally {
      if (clean) {
        giveBack(session);
      } else {
        discard(session);
      }
    }
  }

  /** How many threads wait for a session; an estimate. */
  int waitingCount() {
    return permits.getQueueLength();
  }

  /** How many sessions are open, lent or idle. */
  synchronized int openCount() {
    return open;
  }

  /** Closes the idle sessions; the caller sees to it that none is lent. */
  @Override
  public void close() {
    for (SessionHandle session = poll(); session != null; session = poll()) {
      discard(session);
    }
  }

  /**
   * A new session whose user is logged in.
   *
   * @throws CryptokiException CKR_USER_NOT_LOGGED_IN if somebody logged out
   */
  private SessionHandle open() {
    SessionHandle opened = cryptoki.openSession(slot);
    count(1);
    boolean usable = false;
    try {
      LostLogin.requireUser(cryptoki, opened);
      usable = true;
      return opened;
    } finally {
      if (!usable) {
        discard(opened);
      }
    }
  }

  private void discard(SessionHandle session) {
    try {
      cryptoki.closeSession(session);
    } catch (CryptokiException e) {
      // It is gone with its token; what made the operation fail is what the caller learns.
    } finally {
      count(-1);
    }
  }

  private synchronized SessionHandle poll() {
    return idle.poll();
  }

  private synchronized void giveBack(SessionHandle session) {
    idle.push(session);
  }

  private synchronized void count(int change) {
    open += change;
  }
}
