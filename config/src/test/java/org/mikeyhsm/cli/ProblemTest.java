package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.cli.demo.DemoException;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.trust.TrustException;

class ProblemTest {
  @Test
  void eachFailureHasItsExitCode() {
    Map<Throwable, Integer> codes = new LinkedHashMap<>();
    codes.put(new TokenUnavailableException("x"), 69);
    codes.put(new ProviderException("x"), 69);
    codes.put(new PinRefusedException("x"), 77);
    codes.put(new KeyRefusedException("x"), 78);
    codes.put(new KeyNotFoundException("x"), 78);
    codes.put(new ExchangeException(Failure.REPLAY, "T", 0, "x"), 76);
    codes.put(new MikeyFormatException("T", 0, "x"), 76);
    codes.put(new SdpException(1, "x"), 76);
    codes.put(new DemoException("x"), 76);
    codes.put(new GeneralSecurityException("x"), 76);
    codes.put(new IOException("x"), 76);
    codes.put(new IllegalStateException("x"), 70);
    codes.put(new NoClassDefFoundError("x"), 70);
    codes.forEach(
        (failure, code) -> {
          Problem problem = Problem.of(failure);
          assertEquals(code, problem.exitCode().code(), failure.toString());
          assertEquals(1, problem.line().lines().count());
          assertTrue(problem.line().endsWith("."), problem.line());
        });
  }

  @Test
  void theMostExactCodeIsTold() {
    Map<String, Throwable> codes = new LinkedHashMap<>();
    codes.put("REPLAY", new ExchangeException(Failure.REPLAY, "T", 0, "x"));
    codes.put("FORMAT", new MikeyFormatException("T", 0, "x"));
    codes.put("EXPIRED", new TrustException(TrustException.Reason.EXPIRED, "x"));
    codes.put(
        "CKR_DEVICE_ERROR",
        new ProviderException(new CryptokiException("C_Sign", 0x30, "CKR_DEVICE_ERROR")));
    codes.put("TOKEN_FAILED", new ProviderException("x"));
    codes.put("NETWORK", new IOException("x"));
    codes.put("DEFECT", new IllegalStateException("x"));
    codes.forEach((code, failure) -> assertEquals(code, Problem.of(failure).code()));
  }

  @Test
  void messagesOfUnexpectedFailuresAreNotShown() {
    Problem problem = Problem.of(new IllegalStateException("the PIN is 1234"));
    assertFalse(problem.line().contains("1234"));
    assertTrue(problem.line().contains("IllegalStateException"));
    assertTrue(problem.line().contains("--stacktrace"));
  }
}
