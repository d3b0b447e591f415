package org.mikeyhsm.hsm.pool;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.token.KeyLostException;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/** What a failure says of the token. A message or a key that is refused is no fault of a token. */
enum TokenFault {
  /** The token is not to blame. */
  NONE,
  /** The token may be to blame: it is to be asked. */
  SUSPECTED,
  /** The token does not work. */
  CERTAIN,
  /** The token refused its PIN; trying again could lock it. */
  PIN;

  /** Judges a failure by what it was caused by. */
  static TokenFault of(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    TokenFault worst = NONE;
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      TokenFault fault = single(cause);
      if (fault.compareTo(worst) > 0) {
        worst = fault;
      }
    }
    return worst;
  }

  private static TokenFault single(Throwable cause) {
    if (cause instanceof PinRefusedException) {
      return PIN;
    }
    if (cause instanceof TokenUnavailableException || cause instanceof TokenTimeoutException) {
      return CERTAIN;
    }
    if (cause instanceof KeyLostException || cause instanceof KeyNotFoundException) {
      return SUSPECTED;
    }
    if (cause instanceof CryptokiException e) {
      if (e.is(
          CryptokiException.DEVICE_ERROR,
          CryptokiException.DEVICE_REMOVED,
          CryptokiException.TOKEN_NOT_PRESENT,
          CryptokiException.TOKEN_NOT_RECOGNIZED,
          CryptokiException.CRYPTOKI_NOT_INITIALIZED,
          CryptokiException.SERVER_GONE)) {
        return CERTAIN;
      }
      // Some modules answer so what they cannot make of a message; a token is not condemned for it.
      return e.isLost()
              || e.is(
                  CryptokiException.GENERAL_ERROR,
                  CryptokiException.FUNCTION_FAILED,
                  CryptokiException.HOST_MEMORY,
                  CryptokiException.DEVICE_MEMORY)
          ? SUSPECTED
          : NONE;
    }
    return NONE;
  }
}
