package org.mikeyhsm.mode.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.TestClock;

class EnvelopeCacheTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final IdPayload CAROL = IdPayload.uri("sip:carol@example.com");

  private final TestClock clock = TestClock.ordinary();
  private final BundleStore bundles = new BundleStore();
  private final EnvelopeCache cache = new EnvelopeCache(bundles, clock, Duration.ofHours(1), 3);

  private static BundleTerms terms(IdPayload responder, int csbId) {
    return new BundleTerms(
        ALICE,
        responder,
        csbId,
        PrfFunc.MIKEY_1,
        Octets.of(new byte[16]),
        TimestampPayload.of(TsType.NTP_UTC, 1),
        List.of());
  }

  private SoftwareKey put(IdPayload responder, int csbId, CacheIndicator indicator) {
    SoftwareKey key = SoftwareKey.preShared(new byte[] {(byte) csbId});
    cache.put(terms(responder, csbId), indicator, key);
    return key;
  }

  private Optional<PskCredential> found(IdPayload initiator, int csbId) {
    return cache.find(Optional.ofNullable(initiator), Optional.of(BOB), csbId);
  }

  @Test
  void findsTheKeyOfABundleAndNotAnothers() {
    SoftwareKey one = put(BOB, 1, CacheIndicator.CACHE);
    SoftwareKey two = put(BOB, 2, CacheIndicator.CACHE);
    assertEquals(one, found(ALICE, 1).orElseThrow().psk());
    assertEquals(one, found(null, 1).orElseThrow().psk(), "identities left out");
    assertEquals(two, found(ALICE, 9).orElseThrow().psk(), "the latest with C = 1");
    assertEquals(Optional.empty(), found(CAROL, 1));
    assertEquals(Optional.empty(), found(null, 9));
    assertEquals(BOB, found(ALICE, 1).orElseThrow().self());
    assertEquals(ALICE, cache.forUpdate(terms(BOB, 1)).orElseThrow().self());
    assertEquals(two, cache.forNewBundle(ALICE, BOB).orElseThrow().psk());
    assertEquals(Optional.empty(), cache.forNewBundle(BOB, ALICE), "the reverse roles");
  }

  @Test
  void aNewerKeyOfTheSameBundleTakesThePlaceOfTheOlder() {
    SoftwareKey older = put(BOB, 1, CacheIndicator.CACHE);
    SoftwareKey newer = put(BOB, 1, CacheIndicator.CACHE);
    assertTrue(older.isDestroyed());
    assertFalse(newer.isDestroyed());
    assertEquals(1, cache.size());
  }

  @Test
  void whatIsOverIsDestroyed() {
    SoftwareKey forBundle = put(BOB, 1, CacheIndicator.CACHE_FOR_CSB);
    SoftwareKey forAll = put(BOB, 2, CacheIndicator.CACHE);
    assertEquals(1, cache.size(), "the bundle is not there");
    assertTrue(forBundle.isDestroyed());
    clock.move(Duration.ofHours(1).plusSeconds(1));
    assertEquals(Optional.empty(), found(ALICE, 2));
    assertTrue(forAll.isDestroyed());
  }

  @Test
  void aKeyStaysAsLongAsItsBundle() {
    int csbId = bundles.reserve(ALICE, BOB, new SecureRandom());
    SoftwareKey key = put(BOB, csbId, CacheIndicator.CACHE_FOR_CSB);
    clock.move(Duration.ofDays(9));
    assertTrue(cache.has(ALICE, BOB, csbId));
    bundles.release(ALICE, BOB, csbId);
    assertFalse(cache.has(ALICE, BOB, csbId));
    assertTrue(key.isDestroyed());
  }

  @Test
  void itHoldsNoMoreThanItsCapacity() {
    put(BOB, 1, CacheIndicator.CACHE);
    put(CAROL, 2, CacheIndicator.CACHE);
    assertFalse(cache.isFull());
    put(BOB, 3, CacheIndicator.CACHE);
    assertTrue(cache.isFull());
    clock.move(Duration.ofHours(2));
    assertFalse(cache.isFull());
  }

  @Test
  void closingItDestroysAll() {
    SoftwareKey one = put(BOB, 1, CacheIndicator.CACHE);
    SoftwareKey two = put(CAROL, 2, CacheIndicator.CACHE);
    cache.close();
    assertTrue(one.isDestroyed() && two.isDestroyed());
    assertEquals(0, cache.size());
  }
}
