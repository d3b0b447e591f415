package org.mikeyhsm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.trust.CertificateTrust;

/** Many threads, executors, listeners. */
class EngineThreadsTest extends TwoEngines {
  @Test
  void manyThreadsShareTwoEngines() throws Exception {
    int threads = 4;
    int each = 25;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(() -> calls(each)));
      }
      int done = 0;
      for (Future<Integer> one : all) {
        done += one.get(60, TimeUnit.SECONDS);
      }
      assertEquals(threads * each, done);
    } finally {
      executor.shutdownNow();
    }
    assertEquals(2 * threads * each, sides.heard(EngineEvent.Established.class).size());
    assertEquals(0, alice.load().awaited());
    assertEquals(0, alice.load().bundles());
    assertEquals(0, bob.load().bundles());
    assertEquals(threads * each, bob.load().remembered());
  }

  private int calls(int count) throws GeneralSecurityException {
    for (int i = 0; i < count; i++) {
      try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
          Outcome answered = bob.respond(initiated.message())) {
        initiated.awaiting().receive(answered.reply().orElseThrow()).orThrow().close();
      }
    }
    return count;
  }

  @Test
  void everyCallHasAVariantForAnExecutor() throws GeneralSecurityException {
    List<Runnable> queue = new ArrayList<>();
    CompletableFuture<Initiated> initiating =
        alice.initiateAsync(EngineSides.BOB, STREAMS, queue::add).toCompletableFuture();
    assertTrue(!initiating.isDone(), "nothing is done on the caller's thread");
    queue.remove(0).run();
    OpenExchange exchange = initiating.join().awaiting();
    CompletableFuture<Outcome> responding =
        bob.respondAsync(exchange.message(), queue::add).toCompletableFuture();
    queue.remove(0).run();
    try (Outcome answered = responding.join()) {
      CompletableFuture<Outcome> receiving =
          exchange.receiveAsync(answered.reply().orElseThrow(), queue::add).toCompletableFuture();
      queue.remove(0).run();
      assertInstanceOf(Outcome.Established.class, receiving.join()).close();
    }
    CompletableFuture<Outcome> again =
        exchange.receiveAsync(Octets.empty(), Runnable::run).toCompletableFuture();
    assertInstanceOf(
        IllegalStateException.class,
        assertThrows(CompletionException.class, again::join).getCause());
  }

  @Test
  void keysThatNobodyWaitsForAreDestroyed() throws GeneralSecurityException {
    List<Runnable> queue = new ArrayList<>();
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS)) {
      CompletableFuture<Outcome> cancelled =
          bob.respondAsync(initiated.message(), queue::add).toCompletableFuture();
      cancelled.cancel(true);
      queue.remove(0).run();
      assertEquals(0, bob.load().remembered(), "it was cancelled before it began");
      AtomicReference<CompletableFuture<Outcome>> late = new AtomicReference<>();
      bob.addListener(event -> late.get().cancel(true));
      late.set(bob.respondAsync(initiated.message(), queue::add).toCompletableFuture());
      queue.remove(0).run();
      assertTrue(late.get().isCancelled());
      assertEquals(1, sides.heard(EngineEvent.Closed.class).size());
      assertEquals(0, bob.load().bundles());
    }
  }

  @Test
  void anExecutorThatIsFullShowsInTheStage() {
    CompletableFuture<Initiated> stage =
        alice
            .initiateAsync(
                EngineSides.BOB,
                STREAMS,
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .toCompletableFuture();
    assertInstanceOf(
        RejectedExecutionException.class,
        assertThrows(CompletionException.class, stage::join).getCause());
  }

  @Test
  void aListenerThatThrowsHarmsNobody() throws GeneralSecurityException {
    List<EngineEvent> after = new ArrayList<>();
    bob.addListener(
        event -> {
          throw new IllegalStateException("a listener of this test");
        });
    bob.addListener(
        event -> {
          throw new NoClassDefFoundError("a listener of this test");
        });
    EngineListener last = after::add;
    bob.addListener(last);
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
        Outcome answered = bob.respond(initiated.message())) {
      assertInstanceOf(Outcome.Established.class, answered);
      assertEquals(1, after.size());
      bob.removeListener(last);
    }
    assertEquals(1, after.size());
  }

  /** A responder at its bound of expensive work refuses more, and says so in a MIKEY message. */
  @Test
  void expensiveWorkIsBounded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    PkiTrust trust = PkiTrust.of(new CertificateTrust(TestPki.root(), Clock.systemUTC()));
    PkiTrust slow =
        trust.withDirectory(
            peer -> {
              begun.countDown();
              try {
                assertTrue(goOn.await(20, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return List.of(TestPki.certificate("alice"));
            });
    LimitSettings one = new LimitSettings(9, Duration.ofMinutes(1), 1, 0, Duration.ofMillis(1));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (MikeyEngine caller =
            sides
                .withPsk(EngineSides.ALICE, EngineSides.BOB)
                .certificate(
                    PkiIdentity.of(
                            EngineSides.ALICE,
                            new CertifiedKey(
                                TestPki.privateKey("alice"), List.of(TestPki.certificate("alice"))))
                        .withoutCertificates())
                .trust(trust)
                .build();
        MikeyEngine busy = sides.bob().trust(slow).limits(one).build();
        Initiated first = caller.initiate(EngineMode.DH, EngineSides.BOB, STREAMS);
        Initiated second = caller.initiate(EngineMode.DH, EngineSides.BOB, STREAMS)) {
      Octets message = first.message();
      Future<Outcome> slowly = other.submit(() -> busy.respond(message));
      assertTrue(begun.await(20, TimeUnit.SECONDS));
      Outcome refused = busy.respond(second.message());
      goOn.countDown();
      assertEquals(
          Reason.LIMIT, assertInstanceOf(Outcome.Refused.class, refused).refusal().reason());
      assertTrue(refused.reply().isPresent());
      assertInstanceOf(Outcome.Established.class, slowly.get(20, TimeUnit.SECONDS)).close();
    } finally {
      goOn.countDown();
      other.shutdownNow();
    }
  }

  /** Another thread can use the exchange, the session and the engine while a listener is told. */
  @Test
  void listenersAreToldUnderNoLock() throws GeneralSecurityException {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
        Outcome answered = bob.respond(initiated.message())) {
      OpenExchange exchange = initiated.awaiting();
      List<String> done = new ArrayList<>();
      alice.addListener(
          event -> {
            Future<?> use =
                other.submit(
                    () -> {
                      exchange.close();
                      alice.load();
                      alice.expire();
                      alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
                    });
            try {
              use.get(20, TimeUnit.SECONDS);
              done.add(event.getClass().getSimpleName());
            } catch (Exception e) {
              done.add(e.toString());
            }
          });
      exchange.receive(answered.reply().orElseThrow()).close();
      assertEquals(List.of("Established", "Closed"), done);
    } finally {
      other.shutdownNow();
    }
  }
}
