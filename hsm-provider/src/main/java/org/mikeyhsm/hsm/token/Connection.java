package org.mikeyhsm.hsm.token;

import java.util.function.Function;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/**
 * A login with what lives as long as it does: the owner session with the session objects, the pool,
 * the handles of provisioned keys. When sessions die, another connection takes its place.
 *
 * @param epoch numbers the connections of a token: a handle of one means nothing in another
 */
record Connection(
    int epoch,
    Cryptoki cryptoki,
    SlotId slot,
    SessionHandle ownerSession,
    SessionObjects objects,
    SessionPool sessions,
    ProvisionedKeys provisioned) {
  /** Beyond a few, SoftHSM's own locks hold the calls back. */
  private static final int MAX_POOLED_SESSIONS = 8;

  /** Opens the owner session, logs in and wipes the PIN. Nothing is left open when it throws. */
  static Connection open(
      int epoch,
      Cryptoki cryptoki,
      SlotId slot,
      TokenInfo info,
      PinSource pinSource,
      Boundary boundary) {
    SessionHandle session = cryptoki.openSession(slot);
    boolean done = false;
    try {
      Login.asUser(cryptoki, session, info.label(), pinSource);
      // One session is the owner's.
      int pooled = Math.max(1, info.sessionsWithin(MAX_POOLED_SESSIONS + 1) - 1);
      SessionPool sessions = new SessionPool(cryptoki, slot, pooled);
      Connection connection =
          new Connection(
              epoch,
              cryptoki,
              slot,
              session,
              new SessionObjects(cryptoki, session),
              sessions,
              new ProvisionedKeys(cryptoki, sessions, boundary, info.label()));
      done = true;
      return connection;
    } finally {
      if (!done) {
        closeQuietly(cryptoki, session);
      }
    }
  }

  /**
   * Does something with the session objects.
   *
   * @throws CryptokiException CKR_USER_NOT_LOGGED_IN if it failed and somebody logged out; the
   *     objects are lost then
   */
  <T> T make(Function<SessionObjects, T> work) {
    try {
      return work.apply(objects);
    } catch (CryptokiException | KeyRefusedException e) {
      throw LostLogin.told(cryptoki, ownerSession, e);
    }
  }

  /**
   * A session that can make token objects; its user closes it.
   *
   * @throws CryptokiException CKR_USER_NOT_LOGGED_IN if somebody logged out
   */
  SessionHandle openWritableSession() {
    LostLogin.requireUser(cryptoki, ownerSession);
    return cryptoki.openWritableSession(slot);
  }

  /** Destroys what was made, logs out, closes all sessions; what is lost already is closed. */
  void close() {
    objects.destroyAll();
    sessions.close();
    try {
      unlessLost(() -> cryptoki.logout(ownerSession));
    } finally {
      unlessLost(() -> cryptoki.closeSession(ownerSession));
    }
  }

  private static void unlessLost(Runnable work) {
    try {
      work.run();
    } catch (CryptokiException e) {
      if (!e.isLost()) {
        throw e;
      }
    }
  }

  /** Closes what may be left of a connection whose sessions died. */
  void abandon() {
    sessions.close();
    closeQuietly(cryptoki, ownerSession);
  }

  /** What made the opening fail must reach the caller: a refused PIN above all. */
  private static void closeQuietly(Cryptoki cryptoki, SessionHandle session) {
    try {
      cryptoki.closeSession(session);
    } catch (CryptokiException e) {
      // The session is gone with its token.
    }
  }
}
