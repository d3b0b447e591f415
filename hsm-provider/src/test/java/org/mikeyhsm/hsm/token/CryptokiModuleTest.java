package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;

class CryptokiModuleTest {
  private static final PinSource PIN = "1234"::toCharArray;

  private final FakeCryptoki cryptoki = FakeCryptoki.withToken("alice");

  private static void assertSays(String part, Exception e) {
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void opensATokenByItsLabel() {
    cryptoki.addToken("bob", 0x400, 0);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki);
        Token token = module.openToken("bob", PIN)) {
      assertEquals("bob", token.label());
      assertEquals(Boundary.MODULE, token.boundary());
      assertEquals(1, token.openSessionCount());
      assertEquals("Token[bob]", token.toString());
    }
    assertEquals(0, cryptoki.openSessions());
    assertEquals(1, cryptoki.calls("C_Finalize"));
  }

  @Test
  void saysWhichTokensThereAre() {
    cryptoki.addToken("bob", 0x400, 0);
    cryptoki.addToken("not initialized", 0, 0);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      TokenUnavailableException e =
          assertThrows(TokenUnavailableException.class, () -> module.openToken("carol", PIN));
      assertSays("no token is labelled carol (found: alice, bob)", e);
    }
  }

  @Test
  void anObserverThatThrowsLeavesNoTokenOpen() {
    RuntimeException broken = new IllegalStateException("a gauge of another type has this name");
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      module.observe(
          new TokenObserver() {
            @Override
            public void opened(Token token) {
              throw broken;
            }

            @Override
            public void closed(Token token) {
              throw broken;
            }
          });
      module.openToken("alice", PIN).close();
      assertEquals(0, cryptoki.openSessions());
      module.openToken("alice", PIN).close();
    }
  }

  @Test
  void aLibraryThatAnotherTokenInitializedAgainIsUsed() throws Exception {
    AtomicBoolean finalized = new AtomicBoolean();
    Cryptoki raced =
        (Cryptoki)
            Proxy.newProxyInstance(
                Cryptoki.class.getClassLoader(),
                new Class<?>[] {Cryptoki.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("initialize") && finalized.get()) {
                    finalized.set(false);
                    throw new CryptokiException(
                        "C_Initialize",
                        CryptokiException.CRYPTOKI_ALREADY_INITIALIZED,
                        "CKR_CRYPTOKI_ALREADY_INITIALIZED");
                  }
                  if (finalized.get()) {
                    throw new CryptokiException(
                        "C_" + method.getName(),
                        CryptokiException.CRYPTOKI_NOT_INITIALIZED,
                        "CKR_CRYPTOKI_NOT_INITIALIZED");
                  }
                  try {
                    return method.invoke(cryptoki, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    try (CryptokiModule module = CryptokiModule.initialize(raced);
        Token token = module.openToken("alice", PIN)) {
      cryptoki.put(new Attribute.Flag(AttributeType.TOKEN, true));
      finalized.set(true);
      cryptoki.dropLogin();
      assertEquals(1, token.objectCount());
      assertEquals(2, cryptoki.calls("C_Login"));
    }
  }

  @Test
  void saysThatThereIsNone() {
    try (CryptokiModule module = CryptokiModule.initialize(new FakeCryptoki())) {
      TokenUnavailableException e =
          assertThrows(TokenUnavailableException.class, () -> module.openToken("carol", PIN));
      assertSays("SOFTHSM2_CONF", e);
    }
  }

  @Test
  void refusesAnAmbiguousLabel() {
    cryptoki.addToken("alice", 0x400, 0);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      TokenUnavailableException e =
          assertThrows(TokenUnavailableException.class, () -> module.openToken("alice", PIN));
      assertSays("several", e);
    }
  }

  @Test
  void aTokenThatWasPulledOutIsPassedBy() {
    cryptoki.fail("C_GetTokenInfo", CryptokiException.TOKEN_NOT_PRESENT);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      assertThrows(TokenUnavailableException.class, () -> module.openToken("alice", PIN));
    }
  }

  @Test
  void aTokenThatBrokeDoesNotKeepOthersFromWorking() {
    cryptoki.addToken("bob", 0x400, 0);
    cryptoki.breakToken(0);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      module.openToken("bob", PIN).close();
      TokenUnavailableException e =
          assertThrows(TokenUnavailableException.class, () -> module.openToken("alice", PIN));
      assertSays("slot 0 gives C_GetTokenInfo", e);
    }
  }

  @Test
  void theModuleHasOneOwner() {
    cryptoki.fail("C_Initialize", CryptokiException.CRYPTOKI_ALREADY_INITIALIZED);
    TokenUnavailableException e =
        assertThrows(TokenUnavailableException.class, () -> CryptokiModule.initialize(cryptoki));
    assertSays("another library", e);
    assertEquals(0, cryptoki.calls("C_Finalize"));
  }

  @Test
  void saysThatThereIsNoLibrary() {
    TokenUnavailableException e =
        assertThrows(
            TokenUnavailableException.class,
            () -> CryptokiModule.open(Path.of("/no/such/library.so")));
    assertSays("/no/such/library.so", e);
  }

  @Test
  void aTokenIsOpenOnce() {
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      Token first = module.openToken("alice", PIN);
      assertThrows(TokenUnavailableException.class, () -> module.openToken("alice", PIN));
      first.close();
      first.close();
      module.openToken("alice", PIN).close();
      assertEquals(2, cryptoki.calls("C_Logout"));
    }
  }

  @Test
  void closesWhatIsOpenAndIsThenOfNoUse() {
    CryptokiModule module = CryptokiModule.initialize(cryptoki);
    Token token = module.openToken("alice", PIN);
    module.close();
    module.close();
    assertEquals(0, token.openSessionCount());
    assertEquals(0, cryptoki.openSessions());
    assertEquals(List.of("C_Logout", "C_CloseSession", "C_Finalize"), lastCalls(3));
    assertThrows(TokenUnavailableException.class, () -> module.openToken("alice", PIN));
  }

  private List<String> lastCalls(int count) {
    List<String> calls = cryptoki.calls();
    return calls.subList(calls.size() - count, calls.size());
  }

  @Test
  void aWrongPinIsTriedOnceAndWiped() {
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      char[] pin = "9999".toCharArray();
      assertThrows(PinRefusedException.class, () -> module.openToken("alice", () -> pin));
      assertArrayEquals(new char[4], pin);
      assertArrayEquals(new byte[4], cryptoki.pins().get(0));
      assertThrows(PinRefusedException.class, () -> module.openToken("alice", PIN));
      assertEquals(1, cryptoki.calls("C_Login"));
      assertEquals(0, cryptoki.openSessions());
    }
  }

  @Test
  void aWrongPinOnADyingTokenIsNotTriedAgainEither() {
    cryptoki.fail("C_CloseSession", 0x30);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      assertThrows(PinRefusedException.class, () -> module.openToken("alice", "9"::toCharArray));
      assertThrows(PinRefusedException.class, () -> module.openToken("alice", PIN));
      assertEquals(1, cryptoki.calls("C_Login"));
    }
  }

  @Test
  void theRightPinIsWiped() {
    char[] pin = "1234".toCharArray();
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki);
        Token token = module.openToken("alice", () -> pin)) {
      assertArrayEquals(new char[4], pin);
      assertArrayEquals(new byte[4], cryptoki.pins().get(0));
      assertFalse(token.toString().contains("1234"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        CryptokiException.PIN_INVALID,
        CryptokiException.PIN_LEN_RANGE,
        CryptokiException.PIN_EXPIRED,
        CryptokiException.PIN_LOCKED
      })
  void everyRefusalOfAPinEndsIt(long code) {
    cryptoki.fail("C_Login", code);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      assertThrows(PinRefusedException.class, () -> module.openToken("alice", PIN));
      assertThrows(PinRefusedException.class, () -> module.openToken("alice", PIN));
      assertEquals(1, cryptoki.calls("C_Login"));
    }
  }

  @Test
  void aLockedTokenIsNotAskedAtAll() {
    cryptoki.addToken("locked", 0x40400, 0);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      assertThrows(PinRefusedException.class, () -> module.openToken("locked", PIN));
      assertEquals(0, cryptoki.calls("C_Login"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        CryptokiException.USER_PIN_NOT_INITIALIZED,
        CryptokiException.USER_ALREADY_LOGGED_IN
      })
  void otherLoginFailuresDoNotBlameThePin(long code) {
    cryptoki.fail("C_Login", code);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      assertThrows(TokenUnavailableException.class, () -> module.openToken("alice", PIN));
      cryptoki.fail("C_Login", 0);
      module.openToken("alice", PIN).close();
    }
    assertEquals(0, cryptoki.openSessions());
  }

  @Test
  void aPinThatIsNotToBeHadLeavesNoSession() {
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      TokenUnavailableException none = new TokenUnavailableException("no PIN");
      TokenUnavailableException e =
          assertThrows(
              TokenUnavailableException.class,
              () ->
                  module.openToken(
                      "alice",
                      () -> {
                        throw none;
                      }));
      assertSame(none, e);
      assertEquals(0, cryptoki.openSessions());
    }
  }

  @Test
  void hardwareIsBelievedWhenBothSaySo() {
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      assertThrows(
          KeyRefusedException.class, () -> module.openToken("alice", PIN, Boundary.HARDWARE));
      assertThrows(
          IllegalArgumentException.class, () -> module.openToken("alice", PIN, Boundary.NONE));
      cryptoki.slotFlags(0x5);
      try (Token token = module.openToken("alice", PIN)) {
        assertEquals(Boundary.MODULE, token.boundary());
      }
      try (Token token = module.openToken("alice", PIN, Boundary.HARDWARE)) {
        assertEquals(Boundary.HARDWARE, token.boundary());
      }
    }
  }
}
