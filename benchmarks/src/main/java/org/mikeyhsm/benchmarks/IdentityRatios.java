package org.mikeyhsm.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SAKKE and ECCSI beside BouncyCastle's on a machine that has other work: in thread CPU time, each
 * operation for a moment in turn, many rounds, of which the median and the least are told. JMH's
 * wall time is worth nothing there.
 */
public final class IdentityRatios {
  private static final long MOMENT = 200_000_000L;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private interface Operation {
    Object run() throws Exception;
  }

  private record Pair(String peer, double target) {}

  /** Measures; the argument is how many rounds. */
  public static void main(String[] arguments) throws Exception {
    new IdentityRatios().run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15);
  }

  private void run(int rounds) throws Exception {
    SakkeBenchmark sakke = new SakkeBenchmark();
    sakke.make();
    SakkeBenchmark.Cold cold = new SakkeBenchmark.Cold();
    EccsiBenchmark eccsi = new EccsiBenchmark();
    eccsi.make();
    Map<String, Operation> operations = new LinkedHashMap<>();
    operations.put("BC encapsulate", sakke::bouncyCastleEncapsulate);
    operations.put("encapsulate", sakke::encapsulate);
    operations.put("encapsulate to 100, each", sakke::encapsulateToGroup);
    operations.put("BC decapsulate", sakke::bouncyCastleDecapsulate);
    operations.put("decapsulate", sakke::decapsulate);
    operations.put("decapsulate cold", () -> sakke.decapsulateCold(cold));
    operations.put("BC sign", eccsi::bouncyCastleSign);
    operations.put("sign", eccsi::sign);
    operations.put("BC verify", eccsi::bouncyCastleVerify);
    operations.put("verify", eccsi::verify);
    operations.put("verify new signer", eccsi::verifyNewSigner);
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int round = -3; round < rounds; round++) {
      for (Map.Entry<String, Operation> each : operations.entrySet()) {
        double time = time(each.getKey(), each.getValue(), sakke, cold);
        if (round >= 0) {
          times.computeIfAbsent(each.getKey(), name -> new double[rounds])[round] = time;
        }
      }
    }
    Map<String, Pair> pairs = new LinkedHashMap<>();
    pairs.put("encapsulate", new Pair("BC encapsulate", 60));
    pairs.put("encapsulate to 100, each", new Pair("BC encapsulate", 60));
    pairs.put("decapsulate", new Pair("BC decapsulate", 75));
    pairs.put("decapsulate cold", new Pair("BC decapsulate", 20));
    pairs.put("sign", new Pair("BC sign", 4));
    pairs.put("verify", new Pair("BC verify", 2));
    pairs.put("verify new signer", new Pair("BC verify", 2));
    System.out.println("operation, median us, least us, ratio of medians, of least, target");
    times.forEach(
        (name, ours) -> {
          Arrays.sort(ours);
          System.out.printf("%s, %.1f, %.1f", name, ours[rounds / 2], ours[0]);
          Pair pair = pairs.get(name);
          if (pair != null) {
            double[] theirs = times.get(pair.peer).clone();
            Arrays.sort(theirs);
            System.out.printf(
                ", %.1f, %.1f, %.0f",
                theirs[rounds / 2] / ours[rounds / 2], theirs[0] / ours[0], pair.target);
          }
          System.out.println();
        });
  }

  /** Microseconds of CPU an operation. */
  private double time(
      String name, Operation operation, SakkeBenchmark sakke, SakkeBenchmark.Cold cold)
      throws Exception {
    boolean isCold = name.endsWith("cold");
    long spent = 0;
    int count = 0;
    while (spent < MOMENT) {
      if (isCold) {
        cold.decode(sakke);
      }
      long start = threads.getCurrentThreadCpuTime();
      operation.run();
      spent += threads.getCurrentThreadCpuTime() - start;
      count++;
      if (isCold) {
        cold.close();
      }
    }
    return spent / 1000.0 / count / (name.contains("100") ? 100 : 1);
  }

  private IdentityRatios() {}
}
