package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.message.IdPayload;

class BundleStoreTest {
  private static final IdPayload ALICE = Bundles.ALICE;
  private static final IdPayload BOB = Bundles.BOB;

  private final BundleStore store = new BundleStore(3);

  /** Repeats itself, so that a store that does not check for collisions is caught. */
  private static final class Repeating extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private int calls;

    @Override
    public int nextInt() {
      return calls++ / 2;
    }
  }

  @Test
  void anIdIsReservedUntilReleased() {
    int csbId = store.reserve(ALICE, BOB, new SecureRandom());
    assertTrue(store.inUse(ALICE, BOB, csbId));
    assertTrue(store.find(ALICE, BOB, csbId).isEmpty());
    assertEquals(1, store.size());
    store.release(ALICE, BOB, csbId);
    assertFalse(store.inUse(ALICE, BOB, csbId));
    assertEquals(0, store.size());
  }

  /** RFC 3830 6.1: an initiator MUST check for collisions. */
  @Test
  void anIdInUseIsNotChosenAgain() {
    Repeating random = new Repeating();
    assertEquals(0, store.reserve(ALICE, BOB, random));
    assertEquals(1, store.reserve(ALICE, BOB, random));
  }

  @Test
  void idsAreUniquePerPairAndDirectionOnly() {
    store.add(Optional.empty(), Bundles.bundle(5, Bundles.tgk()));
    assertTrue(store.inUse(ALICE, BOB, 5));
    assertFalse(store.inUse(BOB, ALICE, 5));
    assertFalse(store.inUse(ALICE, ALICE, 5));
    assertFalse(store.inUse(IdPayload.nai("sip:alice@example.com"), BOB, 5));
  }

  @Test
  void aBundleIsFoundUntilItIsClosed() {
    CryptoSessionBundle bundle = Bundles.bundle(5, Bundles.tgk());
    assertTrue(store.add(Optional.empty(), bundle));
    assertSame(bundle, store.find(ALICE, BOB, 5).orElseThrow());
    bundle.close();
    assertTrue(store.find(ALICE, BOB, 5).isEmpty());
    assertEquals(0, store.size());
  }

  @Test
  void aBundleTakesThePlaceThatWasReserved() {
    int csbId = store.reserve(ALICE, BOB, new SecureRandom());
    CryptoSessionBundle bundle = Bundles.bundle(csbId, Bundles.tgk());
    assertTrue(store.add(Optional.empty(), bundle));
    assertEquals(1, store.size());
    store.release(ALICE, BOB, csbId);
    assertSame(bundle, store.find(ALICE, BOB, csbId).orElseThrow(), "not a reservation any more");
  }

  @Test
  void anUpdateTakesThePlaceOfWhatItUpdates() {
    CryptoSessionBundle first = Bundles.bundle(5, Bundles.tgk());
    CryptoSessionBundle update =
        first.updated(Bundles.terms(5), CustodyReport.empty()).orElseThrow();
    store.add(Optional.empty(), first);
    assertTrue(store.add(Optional.of(first), update));
    assertEquals(1, store.size());
    first.close();
    assertSame(update, store.find(ALICE, BOB, 5).orElseThrow(), "closing the old one removed it");
    update.close();
    assertEquals(0, store.size());
  }

  @Test
  void theSlowerOfTwoExchangesIsRefused() {
    CryptoSessionBundle first = Bundles.bundle(5, Bundles.tgk());
    CryptoSessionBundle other = Bundles.bundle(5, Bundles.tgk());
    assertTrue(store.add(Optional.empty(), first));
    assertFalse(store.add(Optional.empty(), other), "a second initial exchange");
    CryptoSessionBundle update = Bundles.bundle(5, Bundles.tgk());
    assertTrue(store.add(Optional.of(first), update));
    assertFalse(store.add(Optional.of(first), other), "a second update of the same bundle");
    assertSame(update, store.find(ALICE, BOB, 5).orElseThrow());
    other.close();
    assertSame(update, store.find(ALICE, BOB, 5).orElseThrow());
  }

  @Test
  void aFullStoreTakesUpdatesAndReservedPlacesOnly() {
    CryptoSessionBundle first = Bundles.bundle(1, Bundles.tgk());
    assertTrue(store.add(Optional.empty(), first));
    assertTrue(store.add(Optional.empty(), Bundles.bundle(2, Bundles.tgk())));
    assertFalse(store.isFull());
    int reserved = store.reserve(ALICE, BOB, new SecureRandom());
    assertTrue(store.isFull());
    assertThrows(IllegalStateException.class, () -> store.reserve(ALICE, BOB, new SecureRandom()));
    assertFalse(store.add(Optional.empty(), Bundles.bundle(reserved + 1, Bundles.tgk())));
    assertTrue(store.add(Optional.of(first), Bundles.bundle(1, Bundles.tgk())));
    CryptoSessionBundle last = Bundles.bundle(reserved, Bundles.tgk());
    assertTrue(store.add(Optional.empty(), last));
    assertEquals(3, store.size());
    last.close();
    assertTrue(store.inUse(ALICE, BOB, store.reserve(ALICE, BOB, new SecureRandom())));
  }

  @Test
  void aStoreHoldsAtLeastOne() {
    assertThrows(IllegalArgumentException.class, () -> new BundleStore(0));
  }

  @Test
  void manyThreadsNeverExceedTheCapacityNorShareAnId() throws Exception {
    BundleStore small = new BundleStore(50);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(
            () -> {
              int added = 0;
              for (int csbId = 0; csbId < 100; csbId++) {
                if (small.add(Optional.empty(), Bundles.bundle(csbId, Bundles.tgk()))) {
                  added++;
                }
              }
              return added;
            });
      }
      int added = 0;
      for (Future<Integer> done : pool.invokeAll(tasks)) {
        added += done.get();
      }
      assertEquals(50, added);
      assertEquals(50, small.size());
    } finally {
      pool.shutdownNow();
    }
  }
}
