package org.mikeyhsm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.ProviderException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.TestClock;

class OpenExchangeTest {
  private final TestClock clock = TestClock.ordinary();

  /** The common pool may have a single thread, which the hanging token would keep. */
  private static final Executor THREADS = task -> new Thread(task).start();

  private final AtomicInteger closed = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);

  private OpenExchange onATokenThatHangs() {
    EngineKeys keys =
        new EngineKeys(
            MikeyContext.forNewKeys(new MikeyProvider(), clock),
            EngineSides.ALICE,
            EngineOptions.DEFAULT,
            Map.of(),
            Optional.empty(),
            peer -> Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    Initiators owner =
        new Initiators(
            keys, List.of(EngineMode.PSK), LimitSettings.DEFAULT, new EngineNews(List.of()));
    ModeDriver.Receive hangs =
        answer -> {
          asked.countDown();
          try {
            answers.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new ProviderException("the token does not answer");
        };
    return new OpenExchange(
        owner,
        EngineMode.PSK,
        EngineSides.BOB,
        new ModeDriver.Started(
            Octets::empty, hangs, Optional.empty(), () -> closed.incrementAndGet()),
        Octets.empty(),
        Stopwatch.start(Optional.of(EngineMode.PSK), Side.INITIATOR, clock),
        clock.instant());
  }

  @Test
  void oneWhoseTokenHangsHoldsNobodyUpWhoGivesUpWhatIsOver() throws Exception {
    OpenExchange exchange = onATokenThatHangs();
    CompletableFuture<Outcome> outcome =
        CompletableFuture.supplyAsync(() -> exchange.receive(Octets.empty()), THREADS);
    assertTrue(asked.await(30, TimeUnit.SECONDS));
    CompletableFuture.runAsync(exchange::expire, THREADS).get(30, TimeUnit.SECONDS);
    assertEquals(0, closed.get(), "an answer is at work on it");
    answers.countDown();
    assertInstanceOf(Outcome.Refused.class, outcome.get(30, TimeUnit.SECONDS));
    assertEquals(1, closed.get());
    exchange.close();
    assertEquals(1, closed.get());
  }

  @Test
  void oneThatWaitsIsGivenUpOnce() {
    OpenExchange exchange = onATokenThatHangs();
    exchange.expire();
    exchange.expire();
    exchange.close();
    assertEquals(1, closed.get());
    assertThrows(IllegalStateException.class, () -> exchange.receive(Octets.empty()));
  }
}
