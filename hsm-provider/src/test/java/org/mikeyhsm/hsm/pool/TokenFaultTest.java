package org.mikeyhsm.hsm.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.SignatureException;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.token.KeyLostException;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

class TokenFaultTest {
  private static CryptokiException cryptoki(long code) {
    return new CryptokiException("C_Sign", code, "CKR");
  }

  @Test
  void whatAFailureSaysOfTheToken() {
    assertEquals(TokenFault.CERTAIN, TokenFault.of(cryptoki(CryptokiException.DEVICE_ERROR)));
    assertEquals(TokenFault.CERTAIN, TokenFault.of(cryptoki(CryptokiException.SERVER_GONE)));
    assertEquals(TokenFault.CERTAIN, TokenFault.of(new TokenUnavailableException("gone")));
    assertEquals(TokenFault.CERTAIN, TokenFault.of(new TokenTimeoutException("slow")));
    assertEquals(TokenFault.SUSPECTED, TokenFault.of(cryptoki(CryptokiException.GENERAL_ERROR)));
    assertEquals(
        TokenFault.SUSPECTED, TokenFault.of(cryptoki(CryptokiException.SESSION_HANDLE_INVALID)));
    assertEquals(TokenFault.SUSPECTED, TokenFault.of(new KeyLostException("lost")));
    assertEquals(TokenFault.SUSPECTED, TokenFault.of(new KeyNotFoundException("none")));
    assertEquals(TokenFault.PIN, TokenFault.of(new PinRefusedException("refused")));
    assertEquals(TokenFault.NONE, TokenFault.of(new KeyRefusedException("extractable")));
    assertEquals(TokenFault.NONE, TokenFault.of(new InvalidKeyException("of another token")));
    assertEquals(
        TokenFault.NONE, TokenFault.of(cryptoki(CryptokiException.ENCRYPTED_DATA_INVALID)));
  }

  @Test
  void theWorstOfTheCausesCounts() {
    assertEquals(
        TokenFault.CERTAIN,
        TokenFault.of(
            new SignatureException(
                new ProviderException(cryptoki(CryptokiException.DEVICE_REMOVED)))));
    Exception circular = new ProviderException(cryptoki(CryptokiException.GENERAL_ERROR));
    circular.getCause().initCause(circular);
    assertEquals(TokenFault.SUSPECTED, TokenFault.of(circular));
  }
}
