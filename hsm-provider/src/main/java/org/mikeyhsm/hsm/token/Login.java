package org.mikeyhsm.hsm.token;

import java.nio.charset.CharacterCodingException;
import java.security.ProviderException;
import java.util.Arrays;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;

/** C_Login, and what its failures mean to whoever set the token up. */
final class Login {
  private Login() {}

  /**
   * Logs in with a PIN that is read, used once and wiped.
   *
   * @throws PinRefusedException if the token refuses it; nothing here tries again
   * @throws TokenUnavailableException if the token cannot be logged in to for another reason
   */
  static void asUser(Cryptoki cryptoki, SessionHandle session, String label, PinSource source) {
    char[] pin = source.read();
    byte[] octets = new byte[0];
    try {
      octets = Utf8.encode(pin);
      cryptoki.login(session, octets);
    } catch (CharacterCodingException e) {
      throw new TokenUnavailableException("the PIN of token " + label + " is not text");
    } catch (CryptokiException e) {
      throw loginFailure(label, e);
    } finally {
      Arrays.fill(pin, '\0');
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static ProviderException loginFailure(String label, CryptokiException e) {
    if (e.is(
        CryptokiException.PIN_INCORRECT,
        CryptokiException.PIN_INVALID,
        CryptokiException.PIN_LEN_RANGE)) {
      return new PinRefusedException(
          "token "
              + label
              + " refused the PIN; it was tried once and is not tried again until the module is"
              + " opened anew",
          e);
    }
    if (e.is(CryptokiException.PIN_LOCKED)) {
      return new PinRefusedException(
          "the user PIN of token " + label + " is locked; its security officer can set a new one",
          e);
    }
    if (e.is(CryptokiException.PIN_EXPIRED)) {
      return new PinRefusedException(
          "the PIN of token " + label + " has expired; set a new one", e);
    }
    if (e.is(CryptokiException.USER_PIN_NOT_INITIALIZED)) {
      return new TokenUnavailableException(
          "token " + label + " has no user PIN yet; mikey token init sets one", e);
    }
    if (e.is(CryptokiException.USER_ALREADY_LOGGED_IN)) {
      return new TokenUnavailableException(
          "something else in this process is logged in to token "
              + label
              + "; only one owner can be, so the PIN was not checked",
          e);
    }
    return e;
  }
}
