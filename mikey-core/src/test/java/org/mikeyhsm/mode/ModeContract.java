package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.NtpTime;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.TestClock;
import org.mikeyhsm.session.TimestampSource;

/**
 * Two parties of a mode on one provider, and after each test the proof that no key of theirs is
 * left alive.
 */
public abstract class ModeContract<B extends TestBed> {
  /** The initiator. */
  public static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");

  /** The responder. */
  public static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  /** How far clocks may be apart. */
  public static final Duration SKEW = Duration.ofMinutes(5);

  private static final String REMEMBERED = "remembered messages";

  protected final TestClock clock = TestClock.ordinary();
  private final List<AutoCloseable> opened = new ArrayList<>();

  protected B bed;
  protected MikeyContext alice;
  protected MikeyContext bob;
  private int liveKeysBefore;

  /** For the class that opens the provider. */
  protected ModeContract() {}

  /** Opens the provider; this class closes it. */
  protected abstract B open() throws Exception;

  /** Makes the parties. */
  protected abstract void prepare() throws Exception;

  /** Gives a message to the responder. */
  protected abstract Accepted receive(Octets message) throws Exception;

  /** How many envelope keys both sides have cached. */
  protected int cachedKeys() {
    return 0;
  }

  /** Begins an ordinary exchange, whose answer is awaited. */
  protected abstract Started start() throws Exception;

  /** An exchange that is begun. */
  public interface Started {
    /** The message. */
    Octets request();

    /** Gives the answer to the initiator. */
    CryptoSessionBundle receive(Octets answer) throws Exception;
  }

  /** An ordinary exchange. */
  protected final Outcome exchange() throws Exception {
    Started started = start();
    Accepted accepted = accept(started.request());
    CryptoSessionBundle initiated = keep(started.receive(accepted.response().orElseThrow()));
    return new Outcome(started.request(), accepted.response(), initiated, accepted.bundle());
  }

  /** What a test needs of an initiator. */
  @FunctionalInterface
  protected interface Receiver {
    /** Takes the answer. */
    CryptoSessionBundle receive(Octets answer) throws Exception;
  }

  /** An exchange that is begun. */
  protected static Started started(Octets request, Receiver receiver) {
    return new Started() {
      @Override
      public Octets request() {
        return request;
      }

      @Override
      public CryptoSessionBundle receive(Octets answer) throws Exception {
        return receiver.receive(answer);
      }
    };
  }

  /** What both sides have of an exchange. */
  public record Outcome(
      Octets request,
      Optional<Octets> response,
      CryptoSessionBundle initiated,
      CryptoSessionBundle accepted) {}

  @BeforeEach
  void meet() throws Exception {
    bed = open();
    liveKeysBefore = bed.liveKeys();
    alice = context(ReplaySettings.DEFAULT, BundleStore.DEFAULT_CAPACITY);
    bob = context(ReplaySettings.DEFAULT, BundleStore.DEFAULT_CAPACITY);
    prepare();
  }

  @AfterEach
  void part() throws Exception {
    // What was opened last rests on what was opened before.
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    int liveKeys = bed.liveKeys();
    bed.close();
    assertEquals(liveKeysBefore, liveKeys, "keys are left alive");
    assertEquals(0, alice.bundles().size(), "the initiator's store is not empty");
    assertEquals(0, bob.bundles().size(), "the responder's store is not empty");
    assertEquals(0, alice.exchangeLimits().awaited(), "an answer is still awaited");
  }

  protected final MikeyContext context(ReplaySettings settings, int bundles) {
    return new MikeyContext(
        bed.provider(),
        new SecureRandom(),
        new TimestampSource(clock),
        ReplayCache.forNewKeys(settings, clock),
        new BundleStore(bundles),
        DecodeLimits.defaults(),
        Set.of());
  }

  /** All that both sides and their provider hold: what a refused message must leave as it was. */
  protected final Map<String, Long> held() {
    Map<String, Long> held = new TreeMap<>(bed.holdings());
    held.put("keys alive", (long) bed.liveKeys());
    held.put("cached envelope keys", (long) cachedKeys());
    hold(held, "alice's ", alice);
    hold(held, "bob's ", bob);
    return held;
  }

  /** The same without the messages that the replay caches remember. */
  final Map<String, Long> heldButMemory() {
    Map<String, Long> held = held();
    held.keySet().removeIf(name -> name.endsWith(REMEMBERED));
    return held;
  }

  private static void hold(Map<String, Long> held, String whose, MikeyContext context) {
    held.put(whose + "bundles", (long) context.bundles().size());
    held.put(whose + REMEMBERED, (long) context.replayCache().size());
    held.put(whose + "awaited answers", (long) context.exchangeLimits().awaited());
    held.put(whose + "messages at work", (long) context.exchangeLimits().atWork());
  }

  /** Two streams, one each way. */
  protected static List<SrtpId> streams() {
    return List.of(new SrtpId(0, 0x1111, 0), new SrtpId(0, 0x2222, 7));
  }

  protected final Accepted accept(Octets message) throws Exception {
    return keep(receive(message));
  }

  protected final <T extends AutoCloseable> T keep(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  protected final TimestampPayload now() {
    return TimestampPayload.of(TsType.NTP_UTC, NtpTime.of(clock.instant()));
  }

  protected final void assertSameKeys(Outcome outcome) throws Exception {
    assertSameKeys(outcome.initiated(), outcome.accepted());
  }

  protected final void assertSameKeys(CryptoSessionBundle one, CryptoSessionBundle other)
      throws Exception {
    assertEquals(one.keyCount(), other.keyCount());
    assertEquals(
        one.terms().sessions().stream().map(CryptoSession::csId).toList(),
        other.terms().sessions().stream().map(CryptoSession::csId).toList());
    for (CryptoSession session : one.terms().sessions()) {
      for (int index = 0; index < one.keyCount(); index++) {
        assertSameMasterKey(one, other, session, index);
      }
    }
  }

  /** What a TEK shows. */
  protected final byte[] show(SrtpMasterKey master) throws GeneralSecurityException {
    return bed.probe().show(bed.provider(), master.tek(), master.masterSalt());
  }

  private void assertSameMasterKey(
      CryptoSessionBundle one, CryptoSessionBundle other, CryptoSession session, int index)
      throws Exception {
    try (SrtpMasterKey mine = one.srtpMasterKey(session.csId(), index, bed.probe().place());
        SrtpMasterKey theirs = other.srtpMasterKey(session.csId(), index, bed.probe().place())) {
      assertArrayEquals(show(mine), show(theirs));
      assertEquals(session.policy().encrKeyLength() * 8, mine.tek().bitLength().orElseThrow());
      assertEquals(mine.masterSalt(), theirs.masterSalt());
      assertEquals(session.policy().saltLength(), mine.masterSalt().length());
      assertEquals(mine.validity(), theirs.validity());
    }
  }

  /** The keys that a protocol without key derivation of its own would get. */
  protected final void assertSameTrafficKeys(Outcome outcome, int csId) throws Exception {
    assertArrayEquals(encrypts(outcome.initiated(), csId), encrypts(outcome.accepted(), csId));
    assertArrayEquals(
        authenticates(outcome.initiated(), csId), authenticates(outcome.accepted(), csId));
  }

  private byte[] encrypts(CryptoSessionBundle bundle, int csId) throws Exception {
    KeyPlace place = bed.probe().place();
    try (CustodialKey key = bundle.trafficKey(csId, KeyUse.TRAFFIC_ENCRYPTION, 16, place)) {
      if (place == KeyPlace.HOST) {
        return SoftwareKey.export(key);
      }
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", bed.provider());
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
      return cipher.doFinal(new byte[16]);
    }
  }

  private byte[] authenticates(CryptoSessionBundle bundle, int csId) throws Exception {
    KeyPlace place = bed.probe().place();
    try (CustodialKey key = bundle.trafficKey(csId, KeyUse.TRAFFIC_AUTHENTICATION, 20, place)) {
      if (place == KeyPlace.HOST) {
        return SoftwareKey.export(key);
      }
      Mac mac = Mac.getInstance("HmacSHA1", bed.provider());
      mac.init(key);
      return mac.doFinal(new byte[16]);
    }
  }

  /** What the TEK of a crypto session shows. */
  protected final byte[] tek(CryptoSessionBundle bundle, int csId) throws Exception {
    try (SrtpMasterKey master = bundle.srtpMasterKey(csId, bed.probe().place())) {
      assertEquals(128, master.tek().bitLength().orElseThrow());
      return show(master);
    }
  }

  /** That a message is no message, with nothing changed. */
  protected final MikeyFormatException assertMalformed(Octets message) throws Exception {
    return (MikeyFormatException) assertRefusedUnchanged(message, MikeyFormatException.class);
  }

  /** That a message is refused before it counts as authentic: nothing has changed. */
  protected final ExchangeException assertRefused(Failure failure, Octets message)
      throws Exception {
    ExchangeException e =
        (ExchangeException) assertRefusedUnchanged(message, ExchangeException.class);
    assertEquals(failure, e.failure(), e.getMessage());
    return e;
  }

  protected final MikeyException assertRefusedUnchanged(
      Octets message, Class<? extends MikeyException> type) throws Exception {
    int remembered = bob.replayCache().size();
    MikeyException e = assertRefusedBut(message, type);
    assertEquals(remembered, bob.replayCache().size(), "it was remembered");
    return e;
  }

  /** That an authentic message is refused: nothing has changed, only it is not fresh any more. */
  protected final ExchangeException assertRefusedThoughAuthentic(Failure failure, Octets message)
      throws Exception {
    int remembered = bob.replayCache().size();
    ExchangeException e = (ExchangeException) assertRefusedBut(message, ExchangeException.class);
    assertEquals(failure, e.failure(), e.getMessage());
    assertEquals(remembered + 1, bob.replayCache().size());
    return e;
  }

  private MikeyException assertRefusedBut(Octets message, Class<? extends MikeyException> type)
      throws Exception {
    int bundles = bob.bundles().size();
    int liveKeys = bed.liveKeys();
    MikeyException e = assertThrows(type, () -> receive(message));
    assertEquals(bundles, bob.bundles().size());
    assertEquals(liveKeys, bed.liveKeys());
    assertPlace(e, message);
    return e;
  }

  protected static void assertPlace(MikeyException e, Octets message) {
    assertFalse(e.payload().isBlank(), e.getMessage());
    assertFalse(e.reason().isBlank(), e.getMessage());
    assertTrue(e.offset() >= 0 && e.offset() <= message.length(), e.getMessage());
  }

  protected static MikeyException assertThrowsMikey(Executable action) {
    return assertThrows(MikeyException.class, action);
  }

  /** An error message of RFC 3830 5.1.2 that answers {@code request}. */
  protected static MikeyMessage assertErrorMessage(
      ErrorNo errorNo, boolean authenticated, ExchangeException e, Octets request)
      throws Exception {
    MikeyMessage error = MikeyMessage.decode(e.errorMessage().orElseThrow().toArray());
    MikeyMessage asked = DecodedMessage.decode(request.toArray()).message();
    assertEquals(DataType.ERROR, error.header().dataType());
    assertEquals(asked.header().csbId(), error.header().csbId());
    assertFalse(error.header().v());
    assertEquals(asked.first(TimestampPayload.class), error.first(TimestampPayload.class));
    assertEquals(
        List.of(errorNo),
        error.all(ErrorPayload.class).stream().map(ErrorPayload::errorNo).toList());
    assertEquals(
        authenticated,
        error.payloads().stream()
            .anyMatch(
                payload ->
                    payload instanceof VerificationPayload
                        || payload instanceof SignPayload
                        || payload instanceof KemacPayload));
    return error;
  }

  /** That whatever came before does no harm to the next exchange. */
  protected final void assertNextGoodOneWorks() throws Exception {
    clock.move(Duration.ofSeconds(1));
    assertSameKeys(exchange());
  }
}
