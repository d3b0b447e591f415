package org.mikeyhsm.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What custody costs beside the token's own work: a PRF derivation, and the responder's side of an
 * exchange in pre-shared key mode under the policy strict, on libmikeytoken. {@link CustodyRatios}
 * sets it beside the same calls made from C; its counters are for that. JMH's own rate of a
 * responder has the writing of the peer's messages in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TokenBenchmark {
  /** Messages written at once. */
  private static final int BATCH = 64;

  /** One peer sends more than it could in a call's life. */
  private static final ReplaySettings MANY =
      new ReplaySettings(ReplaySettings.DEFAULT.clockSkew(), 1_000_000, 16);

  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  private BenchmarkToken token;
  private CustodialKey psk;
  private KeyDerivation prf;
  private PskResponder responder;
  private MikeyContext initiators;
  private PskCredential initiator;
  private final byte[] label =
      ByteBuffer.allocate(25).putInt(0x2D22AC75).put((byte) 0xFF).putInt(7).array();

  /** What a thread's operations took, without the writing of messages by a peer. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Cost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Deque<Octets> messages = new ArrayDeque<>();
    private long cpuStarted;
    private long wallStarted;

    /** CPU time of this thread. */
    public long cpuNanos;

    /** Time that went by. */
    public long wallNanos;

    /** What it did. */
    public long operations;

    /** Reads the clocks. */
    @Setup(Level.Iteration)
    public void start() {
      cpuStarted = THREADS.getCurrentThreadCpuTime();
      wallStarted = System.nanoTime();
    }

    /** The time since. */
    @TearDown(Level.Iteration)
    public void stop() {
      cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuStarted;
      wallNanos += System.nanoTime() - wallStarted;
    }
  }

  /** Makes the token. */
  @Setup
  public void make() throws GeneralSecurityException {
    byte[] octets = new byte[32];
    octets[0] = 1;
    use(BenchmarkToken.make(octets), octets);
  }

  /** Measures on a token that somebody made. */
  void use(BenchmarkToken made, byte[] octets) throws GeneralSecurityException {
    token = made;
    psk = token.token().preSharedKey(BenchmarkToken.LABEL);
    Provider provider = new MikeyPkcs11Provider(token.token(), CustodyPolicy.STRICT);
    prf = KeyDerivation.getInstance("MIKEY-1", provider);
    responder =
        new PskResponder(
            MikeyContext.forNewKeys(provider, Clock.systemUTC())
                .withReplayCache(ReplayCache.forNewKeys(MANY, Clock.systemUTC())),
            PskDirectory.of(List.of(new PskCredential(BOB, ALICE, psk))),
            PskResponderSettings.DEFAULT);
    initiators = MikeyContext.forNewKeys(new MikeyProvider(), Clock.systemUTC());
    initiator = new PskCredential(ALICE, BOB, SoftwareKey.preShared(octets));
  }

  /** A message that no responder has seen. */
  private Octets next(Cost cost) throws GeneralSecurityException {
    if (cost.messages.isEmpty()) {
      cost.stop();
      for (int i = 0; i < BATCH; i++) {
        cost.messages.add(message());
      }
      cost.start();
    }
    return cost.messages.remove();
  }

  private Octets message() throws GeneralSecurityException {
    try (PskInitiator one =
        PskInitiator.initial(initiators, initiator, PskOffer.of(List.of(new SrtpId(0, 1, 0))))) {
      return one.start();
    }
  }

  /** Closes the token. */
  @TearDown
  public void close() {
    psk.close();
    token.close();
  }

  /** One auth_key derived and destroyed. */
  @Benchmark
  public void prf(Blackhole blackhole, Cost cost) throws GeneralSecurityException {
    try (CustodialKey key =
        prf.deriveKey(psk, label, DerivedKeySpec.held(KeyUse.MESSAGE_AUTHENTICATION, 20))) {
      blackhole.consume(key);
    }
    cost.operations++;
  }

  /** One exchange of a responder on one thread, its keys destroyed. */
  @Benchmark
  @Threads(1)
  public void respond1(Blackhole blackhole, Cost cost)
      throws GeneralSecurityException, MikeyException {
    respond(blackhole, cost);
  }

  /** The same on two threads. */
  @Benchmark
  @Threads(2)
  public void respond2(Blackhole blackhole, Cost cost)
      throws GeneralSecurityException, MikeyException {
    respond(blackhole, cost);
  }

  private void respond(Blackhole blackhole, Cost cost)
      throws GeneralSecurityException, MikeyException {
    try (Accepted accepted = responder.receive(next(cost))) {
      blackhole.consume(accepted.response());
    }
    cost.operations++;
  }

  /** For the test: one exchange. */
  boolean answers() throws GeneralSecurityException, MikeyException {
    try (Accepted accepted = responder.receive(message())) {
      return accepted.response().isPresent();
    }
  }
}
