package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;

class ObservedCryptokiTest {
  private final List<String> calls = new ArrayList<>();
  private final TokenObserver observer =
      new TokenObserver() {
        @Override
        public void called(String token, String function, Duration took, OptionalLong failure) {
          calls.add(token + " " + function + " " + failure);
        }
      };

  @Test
  void callsAreToldByTheFunctionsName() {
    Cryptoki cryptoki = ObservedCryptoki.of(new FakeCryptoki(), "a", observer);
    cryptoki.initialize();
    cryptoki.slotList();
    assertEquals(
        List.of("a C_Initialize OptionalLong.empty", "a C_GetSlotList OptionalLong.empty"), calls);
  }

  @Test
  void failuresAreToldAndThrownAsTheyAre() {
    Cryptoki cryptoki = ObservedCryptoki.of(new FakeCryptoki(), "a", observer);
    cryptoki.initialize();
    calls.clear();
    CryptokiException e =
        assertThrows(
            CryptokiException.class, () -> cryptoki.isUserSession(new SessionHandle(4711)));
    assertEquals(List.of("a C_GetSessionInfo " + OptionalLong.of(e.code())), calls);
  }

  @Test
  void anObserverThatThrowsTakesNoResultAway() {
    TokenObserver broken =
        new TokenObserver() {
          @Override
          public void called(String token, String function, Duration took, OptionalLong failure) {
            throw new IllegalStateException("a timer of another type has this name");
          }
        };
    Cryptoki cryptoki = ObservedCryptoki.of(new FakeCryptoki(), "a", broken);
    cryptoki.initialize();
    assertEquals(new FakeCryptoki().slotList(), cryptoki.slotList());
    assertThrows(CryptokiException.class, () -> cryptoki.isUserSession(new SessionHandle(4711)));
  }

  @Test
  void whereNobodyObservesNothingIsBetween() {
    Cryptoki cryptoki = new FakeCryptoki();
    assertSame(cryptoki, ObservedCryptoki.of(cryptoki, "a", TokenObserver.NONE));
  }
}
