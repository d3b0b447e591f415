package org.mikeyhsm.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@link TokenBenchmark} by JMH and the same PKCS#11 calls from C ({@code raw_calls.c}), in turn,
 * round after round, so that what else the machine does meets both. Arguments: rounds (3), seconds
 * of each measurement (5), seconds that JMH warms up before (20; a machine with other work compiles
 * late), and a part of the names of what is measured (all).
 */
public final class CustodyRatios {
  private CustodyRatios() {}

  private record Work(String name, String benchmark, String operation, int threads) {}

  /** What an operation took, by the clocks of its threads. */
  private record Cost(double cpuMicros, double perSecond) {}

  private record Round(Cost c, Cost java) {
    double byCpu() {
      return java.cpuMicros() / c.cpuMicros();
    }

    double byRate() {
      return java.perSecond() / c.perSecond();
    }
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws RunnerException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    int warmup = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    String wanted = arguments.length > 3 ? arguments[3] : "";
    byte[] psk = new byte[32];
    psk[0] = 1;
    try (BenchmarkToken token = BenchmarkToken.make(psk)) {
      System.out.printf(
          "%-22s %10s %10s %10s %12s %12s %12s%n",
          "", "C, us CPU", "Java", "Java / C", "C, 1/s", "Java, 1/s", "Java / C");
      for (Work work :
          List.of(
              new Work("derivation", "prf", "derivation", 1),
              new Work("responder, 1 thread", "respond1", "responder", 1),
              new Work("responder, 2 threads", "respond2", "responder", 2))) {
        if (!work.name().contains(wanted)) {
          continue;
        }
        List<Round> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
          System.err.printf("%s, round %d of %d%n", work.name(), i + 1, rounds);
          all.add(new Round(inC(token, work, seconds), inJava(work, seconds, warmup)));
        }
        print(work, all);
      }
    }
  }

  private static void print(Work work, List<Round> rounds) {
    Round byCpu = median(rounds, Comparator.comparingDouble(Round::byCpu));
    Round byRate = median(rounds, Comparator.comparingDouble(Round::byRate));
    System.out.printf(
        Locale.ROOT,
        "%-22s %10.1f %10.1f %10.2f %12.0f %12.0f %12.2f%n",
        work.name(),
        byCpu.c().cpuMicros(),
        byCpu.java().cpuMicros(),
        byCpu.byCpu(),
        byRate.c().perSecond(),
        byRate.java().perSecond(),
        byRate.byRate());
  }

  private static Round median(List<Round> rounds, Comparator<Round> order) {
    return rounds.stream().sorted(order).toList().get(rounds.size() / 2);
  }

  private static Cost inC(BenchmarkToken token, Work work, int seconds) {
    String[] printed =
        token
            .runC(
                BenchmarkToken.library(),
                Map.of(),
                work.operation(),
                String.valueOf(work.threads()),
                String.valueOf(seconds * 1000))
            .strip()
            .split(" ");
    double operations = Double.parseDouble(printed[0]);
    return new Cost(
        Double.parseDouble(printed[1]) / operations / 1e3,
        operations / Double.parseDouble(printed[2]) * 1e9 * work.threads());
  }

  private static Cost inJava(Work work, int seconds, int warmup) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(TokenBenchmark.class.getName() + "." + work.benchmark() + "$")
                    .forks(1)
                    .warmupIterations(1)
                    .warmupTime(TimeValue.seconds(warmup))
                    .measurementIterations(seconds)
                    .measurementTime(TimeValue.seconds(1))
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    if (results.size() != 1) {
      throw new IllegalStateException(
          work.benchmark() + " failed; run.sh TokenBenchmark shows why");
    }
    RunResult result = results.iterator().next();
    return new Cost(
        sum(result, "cpuNanos") / sum(result, "operations") / 1e3,
        sum(result, "operations") / sum(result, "wallNanos") * 1e9 * work.threads());
  }

  private static double sum(RunResult result, String counter) {
    return result.getSecondaryResults().get(counter).getScore();
  }
}
