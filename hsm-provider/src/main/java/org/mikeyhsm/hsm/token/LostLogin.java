package org.mikeyhsm.hsm.token;

import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;

/**
 * Whether a user is still logged in, asked after something failed: a login that somebody ended is
 * seen by errors of many names, and asking before every call would cost a call each.
 */
final class LostLogin {
  private LostLogin() {}

  /**
   * What to throw for a failure in a session: that its user is not logged in, or that the session
   * is lost, where it is so; else the failure.
   */
  static RuntimeException told(Cryptoki cryptoki, SessionHandle session, RuntimeException failure) {
    if (failure instanceof CryptokiException e && e.isLost()) {
      return failure;
    }
    try {
      requireUser(cryptoki, session);
      return failure;
    } catch (CryptokiException e) {
      if (!e.isLost()) {
        return failure;
      }
      e.addSuppressed(failure);
      return e;
    }
  }

  /**
   * Asks by C_GetSessionInfo.
   *
   * @throws CryptokiException CKR_USER_NOT_LOGGED_IN if nobody is logged in; else as the function
   *     fails
   */
  static void requireUser(Cryptoki cryptoki, SessionHandle session) {
    if (!cryptoki.isUserSession(session)) {
      throw new CryptokiException(
          "C_GetSessionInfo", CryptokiException.USER_NOT_LOGGED_IN, "CKR_USER_NOT_LOGGED_IN");
    }
  }
}
