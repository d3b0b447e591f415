package org.mikeyhsm.hsm.token;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.TestRsaImport;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.IaikCryptoki;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.TestClock;
import org.mikeyhsm.softhsm.TokenDirectory;
import org.mikeyhsm.trust.CertificateTrust;

/**
 * No test, but a measurement, run by name (docs/performance.md): exchanges a second on SoftHSM2 for
 * each mode and side, and the share of the RSA, Diffie-Hellman and HMAC calls in them. In thread
 * CPU time, for machines that have other work; the calls are timed in the exchanges themselves, the
 * JDK's verifications of signatures beside them.
 */
@Tag("softhsm")
class ModeRatios {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final List<SrtpId> STREAMS = List.of(new SrtpId(0, 0x1111, 0));
  private static final String PIN = "Pin-4711";
  private static final Set<String> RAW =
      Set.of("sign", "unwrapKey", "wrapKey", "deriveKey", "generateKeyPair");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final TestClock clock = TestClock.ordinary();
  private final Map<String, long[]> spentIn = new TreeMap<>();
  private long raw;

  private static long[] plus(long[] one, long[] other) {
    return new long[] {one[0] + other[0], one[1] + other[1]};
  }

  /** One side's part of an exchange. */
  private interface Exchange {
    /** Nanoseconds of the initiator, of the responder, and of the raw calls in them. */
    long[] run() throws Exception;
  }

  private interface Started {
    Octets start() throws Exception;

    CryptoSessionBundle receive(Octets answer) throws Exception;

    void close();
  }

  private interface Receiver {
    Accepted receive(Octets message) throws Exception;
  }

  private interface Maker {
    Started make();
  }

  private Cryptoki timed(Cryptoki cryptoki) {
    return (Cryptoki)
        Proxy.newProxyInstance(
            Cryptoki.class.getClassLoader(),
            new Class<?>[] {Cryptoki.class},
            (proxy, method, arguments) -> {
              long start = threads.getCurrentThreadCpuTime();
              try {
                return method.invoke(cryptoki, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                long spent = threads.getCurrentThreadCpuTime() - start;
                raw += RAW.contains(method.getName()) ? spent : 0;
                spentIn.merge(method.getName(), new long[] {1, spent}, ModeRatios::plus);
              }
            });
  }

  private Exchange exchange(Maker maker, Receiver receiver) {
    return () -> {
      // The replay cache forgets what is older than five minutes.
      clock.move(Duration.ofSeconds(1));
      Started started = maker.make();
      raw = 0;
      long begin = threads.getCurrentThreadCpuTime();
      Octets request = started.start();
      long initiator = threads.getCurrentThreadCpuTime() - begin;
      long initiatorsRaw = raw;
      raw = 0;
      begin = threads.getCurrentThreadCpuTime();
      Accepted accepted = receiver.receive(request);
      long responder = threads.getCurrentThreadCpuTime() - begin;
      final long respondersRaw = raw;
      raw = 0;
      begin = threads.getCurrentThreadCpuTime();
      CryptoSessionBundle bundle = started.receive(accepted.response().orElseThrow());
      initiator += threads.getCurrentThreadCpuTime() - begin;
      initiatorsRaw += raw;
      started.close();
      bundle.close();
      accepted.close();
      return new long[] {initiator, initiatorsRaw, responder, respondersRaw};
    };
  }

  private static Started started(
      java.util.concurrent.Callable<Octets> start, Answer answer, Runnable close) {
    return new Started() {
      @Override
      public Octets start() throws Exception {
        return start.call();
      }

      @Override
      public CryptoSessionBundle receive(Octets received) throws Exception {
        return answer.receive(received);
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  private interface Answer {
    CryptoSessionBundle receive(Octets received) throws Exception;
  }

  @Test
  void measure() throws Exception {
    TokenDirectory directory = TokenDirectory.ofTests();
    directory.remake("ratios", PIN, Map.of("psk", TestTokens.psk(20)));
    try (CryptokiModule module =
            CryptokiModule.initialize(timed(IaikCryptoki.load(directory.modulePath())));
        Token token = module.openToken("ratios", PIN::toCharArray);
        CustodialKey psk = token.preSharedKey("psk")) {
      Map<String, Exchange> modes = modes(token, psk);
      // Verifications by the JDK that a side's exchange contains: of certificates and of messages.
      Map<String, int[]> verifications =
          Map.of(
              "psk", new int[] {0, 0},
              "pk", new int[] {1, 2},
              "dh", new int[] {2, 2},
              "dhhmac", new int[] {0, 0},
              "rsa-r", new int[] {2, 2});
      double verify = verification();
      System.out.printf("JDK RSA-2048 verification: %.1f us%n", verify / 1000);
      System.out.println("mode, side, us an exchange, exchanges/s, raw us, ratio");
      for (Map.Entry<String, Exchange> mode : modes.entrySet()) {
        int rounds = Integer.getInteger("mikeyhsm.rounds", 200);
        for (int i = 0; i < rounds / 2; i++) {
          mode.getValue().run();
        }
        double[][] times = new double[4][rounds];
        spentIn.clear();
        for (int i = 0; i < rounds; i++) {
          long[] one = mode.getValue().run();
          for (int k = 0; k < 4; k++) {
            times[k][i] = one[k];
          }
        }
        System.out.printf("%s, calls of both sides:", mode.getKey());
        spentIn.forEach(
            (name, spent) ->
                System.out.printf(
                    " %s %.1f x %.0f us;",
                    name, (double) spent[0] / rounds, spent[1] / 1000.0 / spent[0]));
        System.out.println();
        for (int side = 0; side < 2; side++) {
          double all = median(times[2 * side]);
          double calls =
              median(times[2 * side + 1]) + verify * verifications.get(mode.getKey())[side];
          System.out.printf(
              "%s, %s, %.0f, %.0f, %.0f, %.2f%n",
              mode.getKey(),
              side == 0 ? "initiator" : "responder",
              all / 1000,
              1e9 / all,
              calls / 1000,
              calls / all);
        }
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private double verification() throws Exception {
    Signature signer = Signature.getInstance("SHA1withRSA");
    signer.initSign(TestPki.privateKey("alice"));
    byte[] value = signer.sign();
    double[] times = new double[2000];
    for (int i = 0; i < times.length; i++) {
      long begin = threads.getCurrentThreadCpuTime();
      signer.initVerify(TestPki.certificate("alice").getPublicKey());
      begin = threads.getCurrentThreadCpuTime();
      signer.verify(value);
      times[i] = threads.getCurrentThreadCpuTime() - begin;
    }
    return median(Arrays.copyOfRange(times, 1000, 2000));
  }

  private MikeyContext context(Token token) {
    return MikeyContext.forNewKeys(new MikeyPkcs11Provider(token), (Clock) clock);
  }

  private static PkiIdentity identity(Token token, IdPayload id, String name) {
    return PkiIdentity.of(
        id,
        new CertifiedKey(
            TestRsaImport.key(token, "pki " + name, TestPki.privateKey(name)),
            List.of(TestPki.certificate(name))));
  }

  private Map<String, Exchange> modes(Token token, CustodialKey psk) throws IOException {
    MikeyContext alice = context(token);
    MikeyContext bob = context(token);
    PkiTrust pki =
        PkiTrust.of(new CertificateTrust(TestPki.root(), clock))
            .withDirectory(
                CertificateDirectory.of(
                    Map.of(
                        ALICE, List.of(TestPki.certificate("alice")),
                        BOB, List.of(TestPki.certificate("bob")))));
    PkiIdentity alices = identity(token, ALICE, "alice");
    PkiIdentity bobs = identity(token, BOB, "bob");
    PskCredential alicesPsk = new PskCredential(ALICE, BOB, psk);
    PskDirectory bobsPsk = PskDirectory.of(new PskCredential(BOB, ALICE, psk));
    EnvelopeCache alicesCache = EnvelopeCache.of(alice);
    EnvelopeCache bobsCache = EnvelopeCache.of(bob);
    Map<String, Exchange> modes = new LinkedHashMap<>();
    PskResponder pskResponder = new PskResponder(bob, bobsPsk, PskResponderSettings.DEFAULT);
    modes.put(
        "psk",
        exchange(
            () -> {
              PskInitiator initiator = PskInitiator.initial(alice, alicesPsk, PskOffer.of(STREAMS));
              return started(initiator::start, initiator::receive, initiator::close);
            },
            pskResponder::receive));
    PkResponder pkResponder =
        new PkResponder(bob, List.of(bobs), pki, bobsCache, PkResponderSettings.DEFAULT);
    modes.put(
        "pk",
        exchange(
            () -> {
              PkInitiator initiator =
                  PkInitiator.initial(alice, alices, BOB, pki, alicesCache, PkOffer.of(STREAMS));
              return started(initiator::start, initiator::receive, initiator::close);
            },
            pkResponder::receive));
    DhResponder dhResponder = new DhResponder(bob, List.of(bobs), pki, Set.of(DhGroup.OAKLEY_5));
    modes.put(
        "dh",
        exchange(
            () -> {
              DhInitiator initiator =
                  DhInitiator.initial(alice, alices, BOB, pki, DhOffer.of(STREAMS));
              return started(initiator::start, initiator::receive, initiator::close);
            },
            dhResponder::receive));
    DhhmacResponder dhhmacResponder = new DhhmacResponder(bob, bobsPsk, DhhmacSettings.DEFAULT);
    modes.put(
        "dhhmac",
        exchange(
            () -> {
              DhhmacInitiator initiator =
                  DhhmacInitiator.initial(alice, alicesPsk, DhhmacOffer.of(STREAMS), Set.of());
              return started(initiator::start, initiator::receive, initiator::close);
            },
            dhhmacResponder::receive));
    RsarResponder rsarResponder =
        new RsarResponder(
            bob,
            List.of(bobs),
            pki,
            bobsCache,
            RsarResponder.GroupDirectory.none(),
            RsarSettings.DEFAULT);
    modes.put(
        "rsa-r",
        exchange(
            () -> {
              RsarInitiator initiator =
                  RsarInitiator.with(alice, alices, BOB, pki, alicesCache, RsarOffer.of(STREAMS));
              return started(initiator::start, initiator::receive, initiator::close);
            },
            rsarResponder::receive));
    return modes;
  }
}
