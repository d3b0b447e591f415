package org.mikeyhsm.hsm.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.token.KeyLostException;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.Octets;

class TokenPoolTest {
  private static final PoolSettings SETTINGS =
      new PoolSettings(Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofMillis(40));

  private final Told told = new Told();
  private final Box a = new Box("a");
  private final Box b = new Box("b");
  private Optional<TokenPool<Opened>> pool = Optional.empty();

  /** An HSM that can be switched off; what was opened before stays dead, if it says so. */
  private static final class Box {
    private final String name;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();
    private volatile Optional<ProviderException> failure = Optional.empty();
    private volatile String key = "key";

    Box(String name) {
      this.name = name;
    }

    void work() {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }

    TokenPool.Source<Opened> source() {
      return new TokenPool.Source<>(
          name,
          () -> {
            work();
            opened.incrementAndGet();
            return new Opened(this, generation.get());
          });
    }
  }

  /** What was opened of it. */
  private record Opened(Box box, int generation) implements PooledToken {
    @Override
    public Map<String, Octets> proofs(Octets challenge) {
      box.work();
      if (generation != box.generation.get()) {
        throw new KeyNotFoundException("the module has to be opened anew");
      }
      return Map.of("psk", Octets.ofUtf8(box.key + challenge.toHex()));
    }

    @Override
    public void close() {
      box.closed.incrementAndGet();
    }
  }

  private static final class Told implements PoolListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void takenOut(String token, String reason) {
      events.add("out " + token);
    }

    @Override
    public void stillOut(String token, String reason, Duration next) {
      events.add("still " + token + " " + next.toMillis() + " " + reason);
    }

    @Override
    public void givenUp(String token, String reason) {
      events.add("given up " + token);
    }

    @Override
    public void broughtBack(String token) {
      events.add("back " + token);
    }

    @Override
    public void doneAgain(String token, String reason) {
      events.add("again after " + token);
    }

    String next() throws InterruptedException {
      return Optional.ofNullable(events.poll(10, TimeUnit.SECONDS)).orElse("nothing");
    }

    void await(String event) throws InterruptedException {
      String next = next();
      while (!next.equals(event)) {
        assertTrue(next.startsWith("still "), next + " before " + event);
        next = next();
      }
    }
  }

  private TokenPool<Opened> open(Box... boxes) throws GeneralSecurityException {
    return open(SETTINGS, boxes);
  }

  private TokenPool<Opened> open(PoolSettings settings, Box... boxes)
      throws GeneralSecurityException {
    List<TokenPool.Source<Opened>> sources = new ArrayList<>();
    for (Box box : boxes) {
      sources.add(box.source());
    }
    TokenPool<Opened> opened = TokenPool.open(sources, settings, told);
    pool = Optional.of(opened);
    return opened;
  }

  @AfterEach
  void close() {
    pool.ifPresent(TokenPool::close);
    assertEquals(a.opened.get(), a.closed.get(), "a");
    assertEquals(b.opened.get(), b.closed.get(), "b");
  }

  private static ProviderException deviceError() {
    return new CryptokiException("C_Sign", CryptokiException.DEVICE_ERROR, "CKR_DEVICE_ERROR");
  }

  private static String name(TokenPool<Opened> tokens) throws GeneralSecurityException {
    return tokens.run(
        token -> {
          token.box().work();
          return token.box().name;
        });
  }

  @Test
  void workGoesRoundAndToTheLeastBusy() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    assertEquals("abab", name(tokens) + name(tokens) + name(tokens) + name(tokens));
    String seen =
        tokens.run(
            busy -> {
              try {
                return busy.box().name + name(tokens) + name(tokens);
              } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
              }
            });
    assertEquals("abb", seen);
    assertTrue(tokens.health().stream().allMatch(health -> health.busy() == 0));
  }

  @Test
  void oneThatFailsIsTakenOutAndBroughtBack() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    a.failure = Optional.of(deviceError());
    assertEquals("b", name(tokens));
    assertEquals("out a", told.next());
    assertEquals("again after a", told.next());
    assertEquals("bb", name(tokens) + name(tokens));
    assertEquals(TokenHealth.State.OUT, tokens.health().get(0).state());
    assertTrue(tokens.health().get(0).reason().contains("CKR_DEVICE_ERROR"));
    assertTrue(told.next().startsWith("still a 10 "), "the time between two tries grows");
    assertTrue(told.next().startsWith("still a 20 "));
    assertTrue(told.next().startsWith("still a 40 "));
    assertTrue(told.next().startsWith("still a 40 "));

    a.failure = Optional.empty();
    told.await("back a");
    assertEquals("a", name(tokens), "it has rested longest");
    assertEquals(List.of(TokenHealth.State.IN, TokenHealth.State.IN), states(tokens));
  }

  private static List<TokenHealth.State> states(TokenPool<Opened> tokens) {
    return tokens.health().stream().map(TokenHealth::state).toList();
  }

  @Test
  void oneThatWasAwayForAMomentKeepsWhatWasMadeOnIt() throws Exception {
    TokenPool<Opened> tokens = open(a);
    a.failure = Optional.of(deviceError());
    assertThrows(CryptokiException.class, () -> name(tokens));
    assertThrows(TokenUnavailableException.class, () -> name(tokens));
    a.failure = Optional.empty();
    assertEquals("out a", told.next());
    told.await("back a");
    assertTrue(a.opened.get() >= 1);
    assertEquals("a", name(tokens));
  }

  @Test
  void oneWhoseModuleHasToBeOpenedAnewIs() throws Exception {
    TokenPool<Opened> tokens = open(a);
    a.generation.incrementAndGet();
    assertThrows(
        KeyNotFoundException.class,
        () ->
            tokens.run(
                token -> {
                  throw new KeyNotFoundException("gone");
                }));
    assertEquals("out a", told.next());
    told.await("back a");
    assertEquals(2, a.opened.get());
    assertEquals("a", name(tokens));
  }

  @Test
  void aMessageOrKeyThatIsRefusedIsNoFaultOfTheToken() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    for (Exception refusal :
        List.of(
            new IOException("a bad message"),
            new GeneralSecurityException("a bad key"),
            new CryptokiException("C_Decrypt", CryptokiException.ENCRYPTED_DATA_INVALID, "E"),
            new CryptokiException("C_Sign", CryptokiException.KEY_SIZE_RANGE, "K"))) {
      AtomicInteger times = new AtomicInteger();
      assertThrows(
          refusal.getClass(),
          () ->
              tokens.run(
                  token -> {
                    times.incrementAndGet();
                    throw refusal;
                  }));
      assertEquals(1, times.get());
    }
    assertEquals(List.of(TokenHealth.State.IN, TokenHealth.State.IN), states(tokens));
    assertTrue(told.events.isEmpty(), told.events.toString());
  }

  @Test
  void anAmbiguousFailureOfATokenThatIsWellIsDoneAgainAndNoMore() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    List<String> asked = new ArrayList<>();
    assertThrows(
        CryptokiException.class,
        () ->
            tokens.run(
                token -> {
                  asked.add(token.box().name);
                  throw new CryptokiException(
                      "C_DeriveKey", CryptokiException.GENERAL_ERROR, "CKR_GENERAL_ERROR");
                }));
    assertEquals(List.of("a", "b"), asked);
    assertEquals(List.of(TokenHealth.State.IN, TokenHealth.State.IN), states(tokens));
  }

  @Test
  void aSuspectThatHasAnotherKeyNowIsTakenOut() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    String result =
        tokens.run(
            token -> {
              if (token.box() == b) {
                return "b";
              }
              a.key = "another";
              throw new KeyLostException("lost with its session");
            });
    assertEquals("b", result);
    assertEquals("out a", told.next());
    a.key = "key";
  }

  @Test
  void keysThatDiedWithTheirSessionCostOneRepetitionOnTheSameToken() throws Exception {
    TokenPool<Opened> tokens = open(a);
    AtomicInteger times = new AtomicInteger();
    String result =
        tokens.run(
            token -> {
              if (times.incrementAndGet() == 1) {
                throw new KeyLostException("lost with its session");
              }
              return token.box().name;
            });
    assertEquals("a", result);
    assertEquals("again after a", told.next());
    assertThrows(
        KeyLostException.class,
        () ->
            tokens.run(
                token -> {
                  times.incrementAndGet();
                  throw new KeyLostException("lost with its session");
                }));
    assertEquals(4, times.get());
  }

  @Test
  void oneThatHangsIsTakenOutAndItsLateResultClosed() throws Exception {
    TokenPool<Opened> tokens =
        open(
            new PoolSettings(Duration.ofMillis(200), Duration.ofMillis(5), Duration.ofMillis(40)),
            a,
            b);
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch wasClosed = new CountDownLatch(1);
    AutoCloseable made =
        tokens.run(
            token -> {
              if (token.box() == a) {
                a.failure = Optional.of(deviceError());
                hangs.await();
                return wasClosed::countDown;
              }
              return () -> {};
            });
    assertEquals("out a", told.next());
    assertEquals("b", name(tokens));
    hangs.countDown();
    assertTrue(wasClosed.await(10, TimeUnit.SECONDS));
    made.close();
    a.failure = Optional.empty();
    assertEquals("again after a", told.next());
    told.await("back a");
  }

  @Test
  void aPinThatWasRefusedIsNotTriedAgain() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    a.failure = Optional.of(new PinRefusedException("refused"));
    assertEquals("b", name(tokens));
    assertEquals("given up a", told.next());
    int opened = a.opened.get();
    assertEquals("again after a", told.next());
    assertEquals(
        "nothing",
        Optional.ofNullable(told.events.poll(300, TimeUnit.MILLISECONDS)).orElse("nothing"));
    assertEquals(opened, a.opened.get());
    assertEquals(TokenHealth.State.GIVEN_UP, tokens.health().get(0).state());
  }

  @Test
  void whatWasUnderWayDoesNotHaveARefusedPinTriedAgain() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    assertEquals("b", nestedFailures(tokens, deviceError(), new PinRefusedException("refused")));
    assertEquals("given up a", told.next());
    assertEquals("again after a", told.next());
    assertEquals("again after a", told.next());
    a.failure = Optional.empty();
    assertEquals(
        "nothing",
        Optional.ofNullable(told.events.poll(300, TimeUnit.MILLISECONDS)).orElse("nothing"));
    assertEquals(TokenHealth.State.GIVEN_UP, tokens.health().get(0).state());
    assertEquals(1, a.opened.get());
  }

  @Test
  void aPinRefusedToATokenThatIsOutAlreadyGivesItUp() throws Exception {
    TokenPool<Opened> tokens =
        open(
            new PoolSettings(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(1)),
            a,
            b);
    assertEquals("b", nestedFailures(tokens, new PinRefusedException("refused"), deviceError()));
    assertEquals("out a", told.next());
    assertEquals("again after a", told.next());
    assertEquals("given up a", told.next());
    assertEquals(TokenHealth.State.GIVEN_UP, tokens.health().get(0).state());
  }

  /** Two pieces of work are on the first token at once: the one that began last fails first. */
  private String nestedFailures(
      TokenPool<Opened> tokens, ProviderException outer, ProviderException inner)
      throws GeneralSecurityException {
    return tokens.run(
        first -> {
          if (first.box() == b) {
            return "b";
          }
          try {
            // The other token is busier once, so that this one is chosen again.
            assertEquals("b", tokens.run(busy -> beside(tokens, busy, inner)));
          } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
          }
          throw outer;
        });
  }

  private static String beside(TokenPool<Opened> tokens, Opened busy, ProviderException failure)
      throws GeneralSecurityException {
    return tokens.run(
        token -> {
          if (token.box() == busy.box()) {
            return token.box().name;
          }
          throw failure;
        });
  }

  @Test
  void aListenerThatThrowsDoesNotKeepATokenOut() throws Exception {
    PoolListener broken =
        new PoolListener() {
          @Override
          public void takenOut(String token, String reason) {
            told.takenOut(token, reason);
            throw new IllegalStateException("a counter of another type has this name");
          }

          @Override
          public void broughtBack(String token) {
            told.broughtBack(token);
            throw new IllegalStateException("a counter of another type has this name");
          }
        };
    TokenPool<Opened> tokens = TokenPool.open(List.of(a.source(), b.source()), SETTINGS, broken);
    pool = Optional.of(tokens);
    a.failure = Optional.of(deviceError());
    assertEquals("b", name(tokens));
    a.failure = Optional.empty();
    assertEquals("out a", told.next());
    assertEquals("back a", told.next());
    assertEquals("a", name(tokens));
    assertEquals(List.of(TokenHealth.State.IN, TokenHealth.State.IN), states(tokens));
  }

  @Test
  void whatIsOpenedWhileThePoolIsClosedIsClosed() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    TokenPool.Source<Opened> slow =
        new TokenPool.Source<>(
            "a",
            () -> {
              Opened made = a.source().opener().open();
              if (a.opened.get() > 1) {
                opening.countDown();
                boolean waiting = true;
                while (waiting) {
                  try {
                    goOn.await();
                    waiting = false;
                  } catch (InterruptedException e) {
                    // A call into a module is not interrupted.
                  }
                }
                a.failure = Optional.of(deviceError());
              }
              return made;
            });
    TokenPool<Opened> tokens = TokenPool.open(List.of(slow, b.source()), SETTINGS, told);
    a.generation.incrementAndGet();
    tokens.run(
        token -> {
          if (token.box() == a) {
            throw deviceError();
          }
          return "b";
        });
    assertTrue(opening.await(10, TimeUnit.SECONDS));
    tokens.close();
    goOn.countDown();
    for (int i = 0; i < 1000 && a.closed.get() < 2; i++) {
      Thread.sleep(10);
    }
    assertEquals(2, a.closed.get());
  }

  @Test
  void tokensWithOtherKeysAreRefusedAtTheStart() {
    b.key = "another";
    KeyMismatchException e = assertThrows(KeyMismatchException.class, () -> open(a, b));
    assertTrue(e.getMessage().contains("a and b do not hold the same key for psk"), e.getMessage());
  }

  @Test
  void aTokenThatComesBackWithOtherKeysStaysOut() throws Exception {
    TokenPool<Opened> tokens = open(a, b);
    a.failure = Optional.of(deviceError());
    assertEquals("b", name(tokens));
    a.key = "another";
    a.failure = Optional.empty();
    String event = told.next();
    while (!event.contains("another key for psk")) {
      assertFalse(event.startsWith("back"), event);
      event = told.next();
    }
    a.key = "key";
    told.await("back a");
  }

  @Test
  void oneThatCannotBeReachedAtTheStartJoinsLater() throws Exception {
    a.failure = Optional.of(new TokenUnavailableException("not there"));
    TokenPool<Opened> tokens = open(a, b);
    assertEquals("out a", told.next());
    assertEquals("b", name(tokens));
    a.failure = Optional.empty();
    told.await("back a");
    assertEquals("a", name(tokens));
  }

  @Test
  void aPoolNeedsOneTokenToBegin() {
    a.failure = Optional.of(new TokenUnavailableException("not there"));
    assertThrows(TokenUnavailableException.class, () -> open(a));
    assertThrows(IllegalArgumentException.class, this::open);
    assertThrows(IllegalArgumentException.class, () -> open(b, b));
  }
}
