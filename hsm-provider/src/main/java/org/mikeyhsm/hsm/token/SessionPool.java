package org.mikeyhsm.hsm.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;

/**
 * A bounded set of sessions, each lent for one operation and asked before whether it is still
 * there. Owns no object: those live in {@link SessionObjects}. Thread-safe.
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
   * Runs one operation on a session, waiting for one if all are lent. After a failure the session
   * is closed and not lent again: SoftHSM can leave the operation active (C_Sign with
   * CKR_ARGUMENTS_BAD does).
   */
  <T, E extends Exception> T use(Operation<T, E> operation) throws E {
    permits.acquireUninterruptibly();
    try {
      SessionHandle session = take();
      boolean clean = false;
      try {
        T result = operation.run(session);
        clean = true;
        return result;
      } finally {
        if (clean) {
          giveBack(session);
        } else {
          discard(session);
        }
      }
    } finally {
      permits.release();
    }
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
   * A session whose user is logged in. Dead ones are evicted on the way.
   *
   * @throws CryptokiException CKR_USER_NOT_LOGGED_IN if somebody logged out
   */
  private SessionHandle take() {
    for (SessionHandle session = poll(); session != null; session = poll()) {
      if (isUsable(session)) {
        return session;
      }
      discard(session);
    }
    SessionHandle opened = cryptoki.openSession(slot);
    count(1);
    boolean usable = false;
    try {
      usable = cryptoki.isUserSession(opened);
    } finally {
      if (!usable) {
        discard(opened);
      }
    }
    if (!usable) {
      throw new CryptokiException(
          "C_GetSessionInfo", CryptokiException.USER_NOT_LOGGED_IN, "CKR_USER_NOT_LOGGED_IN");
    }
    return opened;
  }

  private boolean isUsable(SessionHandle session) {
    try {
      return cryptoki.isUserSession(session);
    } catch (CryptokiException e) {
      return false;
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
