package org.mikeyhsm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark does what it says; nothing is measured here. */
@Tag("softhsm")
class TokenBenchmarkTest {
  private static final String ANY = "any";

  @TempDir private Path directory;

  @Test
  void anExchangeIsAnswered() throws Exception {
    TokenBenchmark benchmark = new TokenBenchmark();
    benchmark.make();
    try {
      assertTrue(benchmark.answers());
    } finally {
      benchmark.close();
    }
  }

  /** Both through the tests' recorder: the same functions, mechanisms, templates and lengths. */
  @Test
  void theCallsFromCAreThoseOfTheProvider() throws Exception {
    Path log = directory.resolve("calls.log");
    Map<String, String> environment =
        Map.of(
            "MIKEYHSM_STACKED_BASE",
            BenchmarkToken.library().toString(),
            "MIKEYHSM_STACKED_LOG",
            log.toString());
    environment.forEach(BenchmarkToken::setEnvironment);
    Path recorder = StackedModule.compile(directory);
    byte[] psk = new byte[32];
    try (BenchmarkToken token = BenchmarkToken.make(psk, recorder)) {
      TokenBenchmark benchmark = new TokenBenchmark();
      benchmark.use(token, psk);
      benchmark.answers();
      int before = calls(log).size();
      benchmark.answers();
      List<String> ofJava = calls(log).subList(before, calls(log).size());

      Files.delete(log);
      token.runC(recorder, environment, "responder", "1", "0");
      assertEquals(16, ofJava.size(), ofJava::toString);
      List<String> ofC = calls(log);
      int end = ofC.indexOf("C_Finalize rv=0x0");
      assertEquals(ofJava, ofC.subList(end - ofJava.size(), end));

      Files.delete(log);
      token.runC(recorder, environment, "derivation", "1", "0");
      List<String> derivation = calls(log);
      end = derivation.indexOf("C_Finalize rv=0x0");
      List<String> oneKey = List.of(ofJava.get(0), ofJava.get(1), ofJava.get(ofJava.size() - 1));
      assertEquals(oneKey, derivation.subList(end - oneKey.size(), end));
    }
  }

  private static List<String> calls(Path log) throws IOException {
    UnaryOperator<String> withoutHandles =
        line -> line.replaceAll(" (session|object|made)=\\d+", " $1=" + ANY);
    return Files.readAllLines(log).stream().map(withoutHandles).toList();
  }
}
