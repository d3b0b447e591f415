package org.mikeyhsm.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * Exchanges a second for each mode and side, and which share of a side's time the calls in it have:
 * in thread CPU time, for a machine that has other work. The calls are timed in the exchanges
 * themselves, inside the PKCS#11 library; the JDK's verifications of signatures beside them.
 */
public final class ModeRatios {
  /** RSA, Diffie-Hellman and HMAC; with the MIKEY profile C_GenerateKey encrypts an envelope. */
  private static final Set<String> NARROW =
      Set.of(
          "C_SignInit",
          "C_Sign",
          "C_UnwrapKey",
          "C_WrapKey",
          "C_DeriveKey",
          "C_GenerateKey",
          "C_GenerateKeyPair");

  /** With what a mode cannot do without on a token of this kind, either. */
  private static final Set<String> NEEDED =
      union(
          NARROW,
          Set.of(
              "C_GenerateRandom",
              "C_EncryptInit",
              "C_Encrypt",
              "C_DecryptInit",
              "C_Decrypt",
              "C_CreateObject",
              "C_SetAttributeValue",
              "C_DestroyObject"));

  /** All that an exchange calls: the rest reads attributes back and looks after sessions. */
  private static final Set<String> ALL =
      union(
          NEEDED,
          Set.of(
              "C_GetAttributeValue",
              "C_GetSessionInfo",
              "C_OpenSession",
              "C_CloseSession",
              "C_FindObjectsInit",
              "C_FindObjects",
              "C_FindObjectsFinal"));

  /** Signatures of messages that each side verifies: initiator, responder. */
  private static final Map<String, int[]> VERIFICATIONS =
      Map.of(
          "psk", new int[] {0, 0},
          "pk", new int[] {0, 1},
          "dh", new int[] {1, 1},
          "dhhmac", new int[] {0, 0},
          "rsa-r", new int[] {1, 1});

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final StackedModule module;

  /** What is spent meanwhile, in nanoseconds: by the thread, and in the functions of each set. */
  private record Spent(double all, double narrow, double needed, double calls) {
    Spent plus(Spent other) {
      return new Spent(
          all + other.all, narrow + other.narrow, needed + other.needed, calls + other.calls);
    }
  }

  /** A side's part of an exchange. */
  private interface Part<T> {
    T run() throws GeneralSecurityException, MikeyException;
  }

  /**
   * A line of the result.
   *
   * @param mode the mode
   * @param side initiator or responder
   * @param micros of an exchange
   * @param narrow share of the RSA, Diffie-Hellman and HMAC calls
   * @param needed share of the calls that the exchange cannot do without
   * @param calls share of all calls
   */
  record Line(String mode, String side, double micros, double narrow, double needed, double calls) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %.0f | %.0f | %.2f | %.2f | %.2f |",
          mode,
          side,
          micros,
          1e6 / micros,
          narrow,
          needed,
          calls);
    }
  }

  private ModeRatios(StackedModule module) {
    this.module = module;
  }

  /**
   * Measures; the arguments are softhsm or mikeytoken, how many exchanges of each mode, and modes
   * if not all.
   */
  public static void main(String[] arguments) throws Exception {
    StackedModule.Base base =
        StackedModule.Base.valueOf(
            (arguments.length > 0 ? arguments[0] : "softhsm").toUpperCase(Locale.ROOT));
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    System.out.println("| mode | side | us | exchanges/s | narrow | needed | all calls |");
    System.out.println("|---|---|---|---|---|---|---|");
    List<String> modes =
        arguments.length > 2
            ? List.of(arguments).subList(2, arguments.length)
            : List.copyOf(VERIFICATIONS.keySet());
    measure(base, rounds, modes).forEach(System.out::println);
  }

  /** The result for a kind of token. */
  static List<Line> measure(StackedModule.Base base, int rounds, List<String> modes)
      throws Exception {
    byte[] octets = new byte[20];
    octets[0] = 1;
    Path directory = Files.createTempDirectory("mikey-stacked");
    StackedModule module = new StackedModule(directory, base);
    try (BenchmarkToken token = BenchmarkToken.make(octets, module.library());
        CustodialKey psk = token.token().preSharedKey(BenchmarkToken.LABEL)) {
      return new ModeRatios(module).run(new ModeExchanges(token.token(), psk), rounds, modes);
    } finally {
      Files.delete(module.library());
      Files.delete(directory);
    }
  }

  private List<Line> run(ModeExchanges exchanges, int rounds, List<String> modes) throws Exception {
    double verification = verification(Math.min(2 * rounds, 2000));
    List<Line> lines = new ArrayList<>();
    Map<String, ModeExchanges.Mode> wanted = exchanges.modes();
    wanted.keySet().retainAll(modes);
    for (Map.Entry<String, ModeExchanges.Mode> mode : wanted.entrySet()) {
      for (int i = 0; i < rounds; i++) {
        exchange(mode.getValue());
      }
      Map<String, Long> before = calls();
      List<List<Spent>> sides = List.of(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < rounds; i++) {
        List<Spent> spent = exchange(mode.getValue());
        sides.get(0).add(spent.get(0));
        sides.get(1).add(spent.get(1));
      }
      tell(mode.getKey(), before, rounds);
      for (int side = 0; side < 2; side++) {
        double verified = verification * VERIFICATIONS.get(mode.getKey())[side];
        List<Spent> spent = sides.get(side);
        double all = median(spent.stream().mapToDouble(Spent::all).toArray());
        lines.add(
            new Line(
                mode.getKey(),
                side == 0 ? "initiator" : "responder",
                all / 1000,
                (median(spent.stream().mapToDouble(Spent::narrow).toArray()) + verified) / all,
                (median(spent.stream().mapToDouble(Spent::needed).toArray()) + verified) / all,
                (median(spent.stream().mapToDouble(Spent::calls).toArray()) + verified) / all));
      }
    }
    return lines;
  }

  private List<Spent> exchange(ModeExchanges.Mode mode)
      throws GeneralSecurityException, MikeyException {
    ModeExchanges.Initiator initiator = mode.initiator().get();
    Spent[] spent = new Spent[3];
    Octets request = timed(initiator::start, spent, 0);
    try (Accepted accepted = timed(() -> mode.responder().receive(request), spent, 1);
        CryptoSessionBundle bundle =
            timed(() -> initiator.receive(accepted.response().orElseThrow()), spent, 2)) {
      if (bundle.keyCount() != accepted.bundle().keyCount()) {
        throw new IllegalStateException("the two sides do not agree");
      }
    } finally {
      initiator.close();
    }
    return List.of(spent[0].plus(spent[2]), spent[1]);
  }

  private <T> T timed(Part<T> part, Spent[] spent, int index)
      throws GeneralSecurityException, MikeyException {
    double narrow = nanosIn(NARROW);
    double needed = nanosIn(NEEDED);
    double calls = nanosIn(ALL);
    long begin = threads.getCurrentThreadCpuTime();
    T result = part.run();
    double all = threads.getCurrentThreadCpuTime() - begin;
    spent[index] =
        new Spent(all, nanosIn(NARROW) - narrow, nanosIn(NEEDED) - needed, nanosIn(ALL) - calls);
    return result;
  }

  private double nanosIn(Set<String> functions) {
    return functions.stream().mapToDouble(module::nanosIn).sum();
  }

  private Map<String, Long> calls() {
    Map<String, Long> calls = new TreeMap<>();
    for (String function : ALL) {
      calls.put(function, module.callsOf(function));
      calls.put(function + " ns", module.nanosIn(function));
    }
    return calls;
  }

  /** What both sides of an exchange call, on standard error. */
  private void tell(String mode, Map<String, Long> before, int rounds) {
    Map<String, Long> after = calls();
    Map<String, String> told = new LinkedHashMap<>();
    for (String function : ALL.stream().sorted().toList()) {
      double count = after.get(function) - before.get(function);
      double nanos = after.get(function + " ns") - before.get(function + " ns");
      if (count > 0) {
        told.put(
            function,
            String.format(Locale.ROOT, "%.1f x %.1f us", count / rounds, nanos / count / 1000));
      }
    }
    System.err.println(mode + ", calls of both sides: " + told);
  }

  private double verification(int rounds) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Signature signature = Signature.getInstance("SHA1withRSA");
    signature.initSign(pair.getPrivate());
    byte[] value = signature.sign();
    double[] times = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      signature.initVerify(pair.getPublic());
      long begin = threads.getCurrentThreadCpuTime();
      signature.verify(value);
      times[i] = threads.getCurrentThreadCpuTime() - begin;
    }
    return median(Arrays.copyOfRange(times, rounds / 2, rounds));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return Set.copyOf(all);
  }
}
