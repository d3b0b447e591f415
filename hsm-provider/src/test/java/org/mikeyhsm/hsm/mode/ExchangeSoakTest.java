package org.mikeyhsm.hsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.IllegalBlockSizeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.SrtpPolicy;
import org.mikeyhsm.session.TestClock;

/**
 * 1,000 exchanges between two tokens of a kind, or as many as the property {@code
 * mikeyhsm.exchanges} says, every tenth of them hostile in one of ten ways: the tokens, and the
 * memory of this process, hold afterwards what they held before.
 */
@Tag("softhsm")
class ExchangeSoakTest {
  private static final int EXCHANGES = Integer.getInteger("mikeyhsm.exchanges", 1_000);

  /** Mebibytes that the process may have grown by: compiled code, the collector's own memory. */
  private static final long GROWTH = 64;

  private static final int HOSTILE_EVERY = 10;
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  /** Seeded: what fails once fails again. */
  private final Random random = new Random(3830);

  private final TestClock clock = TestClock.ordinary();
  private int refused;

  /** What a token holds, by its own account and by ours. */
  private record Census(int objects, int sessionObjects) {
    static Census of(Token token) {
      return new Census(token.objectCount(), token.sessionObjectCount());
    }
  }

  /**
   * Memory of this process in mebibytes.
   *
   * @param heap what is alive on the heap
   * @param beside what the process has of the machine beside its heap
   */
  private record Memory(long heap, long beside) {
    private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

    /** Where mappings begin that are not the JVM's heap, which lies lower. */
    private static final long BESIDE = 1L << 40;

    static Memory now() throws IOException {
      System.gc();
      System.gc();
      boolean counts = false;
      long resident = 0;
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
        Matcher range = RANGE.matcher(line);
        Matcher size = RESIDENT.matcher(line);
        if (range.matches()) {
          counts = Long.parseUnsignedLong(range.group(1), 16) >= BESIDE;
        } else if (counts && size.matches()) {
          resident += Long.parseLong(size.group(1));
        }
      }
      return new Memory(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20, resident >> 10);
    }
  }

  /** One side: its token, its keys, its bundles. */
  private static final class Party implements AutoCloseable {
    final Token token;
    final KeyProbe probe;
    final MikeyContext context;
    final PskCredential credential;
    private final CustodialKey psk;

    Party(Token token, KeyProbe probe, IdPayload self, IdPayload peer, TestClock clock) {
      this.token = token;
      this.probe = probe;
      psk = token.preSharedKey(TestTokens.PSK_20);
      context = MikeyContext.forNewKeys(new MikeyPkcs11Provider(token), clock);
      credential = new PskCredential(self, peer, psk);
    }

    @Override
    public void close() {
      psk.close();
      token.close();
    }
  }

  /** All, or the one that the property {@code mikeyhsm.token} names. */
  static Stream<TokenRow> rows() {
    String wanted = System.getProperty("mikeyhsm.token", "");
    return TokenRow.all().filter(row -> wanted.isEmpty() || row.name().equals(wanted));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theTokensHoldWhatTheyHeldBefore(TokenRow row) throws Exception {
    try (Party alice = new Party(row.openMain(), row.probe(), ALICE, BOB, clock);
        Party bob = new Party(row.open().apply(row.other()), row.probe(), BOB, ALICE, clock)) {
      // Opens the sessions that the pools keep, which are no leak.
      for (int i = 0; i < 100; i++) {
        exchange(alice, bob, i);
      }
      Memory before = Memory.now();
      long started = System.nanoTime();
      Census aliceBefore = Census.of(alice.token);
      Census bobBefore = Census.of(bob.token);
      int aliceSessions = alice.token.openSessionCount();
      int bobSessions = bob.token.openSessionCount();

      for (int i = 1; i <= EXCHANGES; i++) {
        clock.move(Duration.ofSeconds(1));
        if (i % HOSTILE_EVERY == 0) {
          hostile(alice, bob, i / HOSTILE_EVERY);
        } else {
          exchange(alice, bob, i);
        }
      }

      assertEquals(EXCHANGES / HOSTILE_EVERY, refused);
      assertEquals(aliceBefore, Census.of(alice.token));
      assertEquals(bobBefore, Census.of(bob.token));
      assertEquals(aliceSessions, alice.token.openSessionCount());
      assertEquals(bobSessions, bob.token.openSessionCount());
      assertEquals(0, alice.context.bundles().size());
      assertEquals(0, bob.context.bundles().size());
      assertTrue(bob.context.replayCache().size() <= 301, "the window has 301 seconds");
      Memory after = Memory.now();
      System.out.printf(
          "%s: %d exchanges, %d of them hostile, in %d s; %s before, %s after%n",
          row, EXCHANGES, refused, (System.nanoTime() - started) / 1_000_000_000, before, after);
      assertTrue(after.heap() <= before.heap() + 2, before + ", then " + after);
      assertTrue(after.beside() <= before.beside() + GROWTH, before + ", then " + after);
    }
  }

  /** A good exchange; every fifth one goes on with an update. */
  private void exchange(Party alice, Party bob, int number) throws Exception {
    PskOffer offer = goodOffer(number);
    try (PskInitiator initiator = PskInitiator.initial(alice.context, alice.credential, offer);
        Accepted accepted = responder(bob).receive(initiator.start());
        CryptoSessionBundle bundle = finish(initiator, accepted)) {
      assertSameKeys(alice, bundle, bob, accepted.bundle());
      if (number % 5 == 0) {
        clock.move(Duration.ofMillis(10));
        update(alice, bob, bundle, number % 2 == 0 ? List.of() : offer.keys());
      }
    }
  }

  private void update(Party alice, Party bob, CryptoSessionBundle bundle, List<KeyDataRequest> keys)
      throws Exception {
    try (PskInitiator initiator =
            PskInitiator.update(alice.context, alice.credential, offer().withKeys(keys), bundle);
        Accepted accepted = responder(bob).receive(initiator.start());
        CryptoSessionBundle updated = finish(initiator, accepted)) {
      assertSameKeys(alice, updated, bob, accepted.bundle());
    }
  }

  private static CryptoSessionBundle finish(PskInitiator initiator, Accepted accepted)
      throws MikeyException, GeneralSecurityException {
    return accepted.response().isPresent()
        ? initiator.receive(accepted.response().get())
        : initiator.bundle();
  }

  private static void assertSameKeys(
      Party alice, CryptoSessionBundle one, Party bob, CryptoSessionBundle other) throws Exception {
    KeyProbe probe = alice.probe;
    for (int csId = 1; csId <= 2; csId++) {
      try (SrtpMasterKey mine = one.srtpMasterKey(csId, probe.place());
          SrtpMasterKey theirs = other.srtpMasterKey(csId, probe.place());
          SrtpMasterKey held = one.srtpMasterKey(csId, KeyPlace.PROVIDER)) {
        assertArrayEquals(
            probe.show(alice.context.provider(), mine.tek(), mine.masterSalt()),
            probe.show(bob.context.provider(), theirs.tek(), theirs.masterSalt()));
        assertEquals(mine.masterSalt(), theirs.masterSalt());
        assertEquals(held.masterSalt(), theirs.masterSalt());
      }
    }
  }

  private static PskOffer offer() {
    return PskOffer.of(List.of(new SrtpId(0, 0x1111, 0), new SrtpId(0, 0, 0)));
  }

  private static PskOffer goodOffer(int number) {
    return switch (number % 4) {
      case 0 -> offer();
      case 1 -> offer().withVerification(false);
      case 2 ->
          offer()
              .withAlgorithms(EncrAlg.AES_KW_128, MacAlg.HMAC_SHA_1_160, NullTransport.REFUSED)
              .withKeys(List.of(PskOffer.TGK_160));
      default -> offer().withKeys(List.of(PskOffer.TGK_128, longTgk()));
    };
  }

  /** Seven blocks of the PRF: seven objects on a token. */
  private static KeyDataRequest longTgk() {
    return new KeyDataRequest(
        KeyDataType.TGK, 200, 0, new KeyValidity.Spi(Octets.ofHex("01")), KeyPlace.PROVIDER);
  }

  private static PskResponder responder(Party party) {
    return new PskResponder(
        party.context, PskDirectory.of(List.of(party.credential)), PskResponderSettings.DEFAULT);
  }

  private void hostile(Party alice, Party bob, int number) throws Exception {
    switch (number % 10) {
      case 0 -> refuse(bob, cut(started(alice, offer())));
      case 1 -> refuse(bob, changed(started(alice, offer()), 0));
      case 2 -> refuse(bob, changed(started(alice, offer()), 20));
      case 3 -> replayed(alice, bob);
      case 4 -> stale(alice, bob);
      case 5 -> refuse(bob, started(alice, offer().withPolicies(List.of(unsupported()))));
      case 6 -> refuse(bob, started(alice, offer().withKeys(List.of(salted(3)))));
      case 7 -> wrongAnswer(alice, bob);
      case 8 -> refuse(bob, started(alice, offer().withIdentities(false)));
      default -> unsendable(alice);
    }
  }

  private static SrtpPolicy unsupported() {
    return new SrtpPolicy(true, 32, true, 20, 10, 14, true);
  }

  /** A salt that no SRTP policy takes: refused after it was unwrapped. */
  private static KeyDataRequest salted(int saltLength) {
    return new KeyDataRequest(
        KeyDataType.TGK_SALT, 40, saltLength, KeyValidity.none(), KeyPlace.PROVIDER);
  }

  private static Octets started(Party alice, PskOffer offer) throws Exception {
    try (PskInitiator initiator = PskInitiator.initial(alice.context, alice.credential, offer)) {
      return initiator.start();
    }
  }

  private void refuse(Party bob, Octets message) {
    assertThrows(MikeyException.class, () -> responder(bob).receive(message).close());
    refused++;
  }

  private Octets cut(Octets message) {
    return message.slice(0, random.nextInt(message.length()));
  }

  /** One octet changed among the last ones, which are the MAC, or among all. */
  private Octets changed(Octets message, int lastOnes) {
    byte[] octets = message.toArray();
    int from = lastOnes == 0 ? 0 : octets.length - lastOnes;
    octets[from + random.nextInt(octets.length - from)] ^= (byte) (1 + random.nextInt(255));
    return Octets.of(octets);
  }

  private void replayed(Party alice, Party bob) throws Exception {
    Octets message = started(alice, offer());
    responder(bob).receive(message).close();
    refuse(bob, message);
  }

  private void stale(Party alice, Party bob) throws Exception {
    Octets message = started(alice, offer());
    clock.move(Duration.ofMinutes(6));
    refuse(bob, message);
  }

  /** The initiator refuses the answer and gives up. */
  private void wrongAnswer(Party alice, Party bob) throws Exception {
    try (PskInitiator initiator = PskInitiator.initial(alice.context, alice.credential, offer());
        Accepted accepted = responder(bob).receive(initiator.start())) {
      Octets answer = changed(accepted.response().orElseThrow(), 0);
      assertThrows(MikeyException.class, () -> initiator.receive(answer));
      refused++;
    }
  }

  /** The initiator's own offer cannot be sent; its keys were made already. */
  private void unsendable(Party alice) {
    PskOffer offer =
        offer().withAlgorithms(EncrAlg.AES_KW_128, MacAlg.HMAC_SHA_1_160, NullTransport.REFUSED);
    try (PskInitiator initiator = PskInitiator.initial(alice.context, alice.credential, offer)) {
      assertThrows(IllegalBlockSizeException.class, initiator::start);
    }
    refused++;
  }
}
