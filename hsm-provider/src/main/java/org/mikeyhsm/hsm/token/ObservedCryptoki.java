package org.mikeyhsm.hsm.token;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;

/** A module whose calls for one token are timed and told to an observer. */
final class ObservedCryptoki {
  /** Those whose names differ by more than the prefix. */
  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("finalizeModule", "C_Finalize"),
          Map.entry("slotList", "C_GetSlotList"),
          Map.entry("slotInfo", "C_GetSlotInfo"),
          Map.entry("tokenInfo", "C_GetTokenInfo"),
          Map.entry("mechanismList", "C_GetMechanismList"),
          Map.entry("mechanismInfo", "C_GetMechanismInfo"),
          Map.entry("openWritableSession", "C_OpenSession"),
          Map.entry("isUserSession", "C_GetSessionInfo"),
          Map.entry("loginSecurityOfficer", "C_Login"),
          Map.entry("initPin", "C_InitPIN"),
          Map.entry("getAttributes", "C_GetAttributeValue"),
          Map.entry("setAttributes", "C_SetAttributeValue"));

  private ObservedCryptoki() {}

  /** The same module; itself where nobody observes. */
  static Cryptoki of(Cryptoki cryptoki, String token, TokenObserver observer) {
    if (observer == TokenObserver.NONE) {
      return cryptoki;
    }
    // What an observer throws must not take the place of a handle, or of a failure.
    TokenObserver quiet = new QuietTokenObserver(observer);
    return (Cryptoki)
        Proxy.newProxyInstance(
            Cryptoki.class.getClassLoader(),
            new Class<?>[] {Cryptoki.class},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.invoke(cryptoki, arguments);
              }
              OptionalLong failure = OptionalLong.empty();
              long start = System.nanoTime();
              try {
                return method.invoke(cryptoki, arguments);
              } catch (InvocationTargetException e) {
                failure =
                    OptionalLong.of(
                        e.getCause() instanceof CryptokiException told
                            ? told.code()
                            : CryptokiException.GENERAL_ERROR);
                throw e.getCause();
              } finally {
                quiet.called(
                    token,
                    function(method.getName()),
                    Duration.ofNanos(System.nanoTime() - start),
                    failure);
              }
            });
  }

  private static String function(String method) {
    return FUNCTIONS.getOrDefault(
        method, "C_" + method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1));
  }
}
