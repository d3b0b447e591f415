package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.message.SecretOctets;

class SessionPoolTest {
  private static final Mechanism HMAC = new Mechanism.HmacSha1();

  private final FakeCryptoki cryptoki = FakeCryptoki.withToken("t");
  private final SessionPool pool = new SessionPool(cryptoki, new SlotId(0), 3);

  private ObjectHandle key;

  @BeforeEach
  void login() {
    cryptoki.login(new SessionHandle(0), new byte[] {'1', '2', '3', '4'});
    key =
        cryptoki.put(new Attribute.Secret(AttributeType.VALUE, SecretOctets.copyOf(new byte[20])));
  }

  private static CryptokiException failed() {
    return new CryptokiException("C_Sign", 5, "CKR_GENERAL_ERROR");
  }

  @Test
  void lendsTheSameSessionAgain() {
    SessionHandle first = pool.use(session -> session);
    assertEquals(first, pool.use(session -> session));
    assertEquals(1, pool.openCount());
  }

  @Test
  void aSessionWhoseOperationFailedIsNotLentAgain() {
    SessionHandle first = pool.use(session -> session);
    assertThrows(
        CryptokiException.class,
        () ->
            pool.use(
                session -> {
                  throw failed();
                }));
    assertEquals(0, pool.openCount());
    assertEquals(0, cryptoki.openSessions());
    assertTrue(!first.equals(pool.use(session -> session)));
  }

  @Test
  void aDeadSessionIsForgotten() {
    cryptoki.fail("C_CloseSession", 0xB3);
    CryptokiException e =
        assertThrows(
            CryptokiException.class,
            () ->
                pool.use(
                    session -> {
                      throw failed();
                    }));
    assertEquals("C_Sign", e.function());
    assertEquals(0, pool.openCount());
  }

  @Test
  void anOperationGoesToTheNextSessionWhereOneWasClosed() {
    SessionHandle closed = pool.use(session -> session);
    cryptoki.closeSession(closed);
    byte[] mac = pool.use(session -> cryptoki.sign(session, HMAC, key, new byte[1]));
    assertEquals(20, mac.length);
    assertEquals(1, pool.openCount());
    assertEquals(2, cryptoki.calls("C_OpenSession"));
    assertEquals(2, cryptoki.calls("C_GetSessionInfo"), "asked when a session was opened");
  }

  @Test
  void anOperationThatFailsAfterALogoutIsSaidToFailForIt() {
    pool.use(session -> session);
    cryptoki.dropLogin();
    CryptokiException e =
        assertThrows(
            CryptokiException.class,
            () -> pool.use(session -> cryptoki.sign(session, HMAC, key, new byte[1])));
    assertEquals(CryptokiException.USER_NOT_LOGGED_IN, e.code());
    assertEquals(0, pool.openCount());
  }

  @Test
  void aKeyThatIsNotFoundAfterALogoutIsSaidToBeMissingForIt() {
    pool.use(session -> session);
    cryptoki.dropLogin();
    CryptokiException e =
        assertThrows(
            CryptokiException.class,
            () ->
                pool.use(
                    session -> {
                      throw new KeyNotFoundException("the token has no such key");
                    }));
    assertEquals(CryptokiException.USER_NOT_LOGGED_IN, e.code());
  }

  @Test
  void aSessionThatDoesNotOpenLeavesThePoolUsable() {
    cryptoki.fail("C_OpenSession", 0xB1);
    for (int i = 0; i < 10; i++) {
      assertThrows(CryptokiException.class, () -> pool.use(session -> session));
    }
    cryptoki.fail("C_OpenSession", 0);
    pool.use(session -> session);
    assertEquals(1, pool.openCount());
  }

  @Test
  void neverLendsMoreThanItsLimit() throws InterruptedException, ExecutionException {
    AtomicInteger lent = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        done.add(
            threads.submit(
                () ->
                    pool.use(
                        session -> {
                          most.accumulateAndGet(lent.incrementAndGet(), Math::max);
                          Thread.yield();
                          return lent.decrementAndGet();
                        })));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertTrue(most.get() <= 3 && most.get() >= 1, "lent " + most);
    assertTrue(pool.openCount() <= 3);
    pool.close();
    assertEquals(0, cryptoki.openSessions());
  }
}
