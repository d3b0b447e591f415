package org.mikeyhsm.hsm.token;

import java.nio.charset.CharacterCodingException;
import java.security.ProviderException;
import java.util.Arrays;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;

/** What is done to a token before it is used. */
public final class Provisioning {
  private Provisioning() {}

  /**
   * Sets the user PIN of a token that has none, by C_InitPIN. For NSS, whose security officer has
   * no PIN on a new database; SoftHSM2's tokens are made by {@code softhsm-setup/token.sh}.
   *
   * @param module the module, with no token of it open
   * @param label the token's label
   * @param securityOfficer the security officer's PIN, empty for NSS; the array is wiped
   * @param user the user PIN to set
   * @throws TokenUnavailableException if there is no such token, or it has a user PIN
   * @throws PinRefusedException if the token refuses one of the PINs
   */
  public static void setUserPin(
      CryptokiModule module, String label, PinSource securityOfficer, PinSource user) {
    SlotId slot = module.blankSlot(label);
    Cryptoki cryptoki = module.cryptoki();
    SessionHandle session = cryptoki.openWritableSession(slot);
    try {
      withPin(securityOfficer, pin -> cryptoki.loginSecurityOfficer(session, pin));
      try {
        withPin(user, pin -> cryptoki.initPin(session, pin));
      } finally {
        cryptoki.logout(session);
      }
    } catch (CryptokiException e) {
      throw refusal(label, e);
    } finally {
      cryptoki.closeSession(session);
    }
  }

  /** See {@link CryptokiModule#initToken}; here the security officer's PIN is read only once. */
  static void initToken(
      Cryptoki cryptoki, SlotId slot, String label, PinSource securityOfficer, PinSource user) {
    try {
      // Both PINs are at hand before the slot is touched: no token is left behind without one.
      withPin(
          user,
          pin ->
              withPin(securityOfficer, officer -> initToken(cryptoki, slot, label, officer, pin)));
    } catch (CryptokiException e) {
      throw refusal(label, e);
    }
  }

  private static void initToken(
      Cryptoki cryptoki, SlotId slot, String label, byte[] officer, byte[] pin) {
    cryptoki.initToken(slot, officer, label);
    SessionHandle session = cryptoki.openWritableSession(slot);
    try {
      cryptoki.loginSecurityOfficer(session, officer);
      try {
        cryptoki.initPin(session, pin);
      } finally {
        cryptoki.logout(session);
      }
    } finally {
      cryptoki.closeSession(session);
    }
  }

  private static ProviderException refusal(String label, CryptokiException e) {
    return e.is(
            CryptokiException.PIN_INCORRECT,
            CryptokiException.PIN_INVALID,
            CryptokiException.PIN_LEN_RANGE,
            CryptokiException.PIN_LOCKED)
        ? new PinRefusedException("token " + label + " refused the PIN", e)
        : e;
  }

  private interface PinCall {
    void with(byte[] pin);
  }

  private static void withPin(PinSource source, PinCall call) {
    char[] pin = source.read();
    byte[] octets = new byte[0];
    try {
      octets = Utf8.encode(pin);
      call.with(octets);
    } catch (CharacterCodingException e) {
      throw new TokenUnavailableException("the PIN is not text");
    } finally {
      Arrays.fill(pin, '\0');
      Arrays.fill(octets, (byte) 0);
    }
  }
}
