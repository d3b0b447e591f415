package org.mikeyhsm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmark does what it says; nothing is measured here. */
@Tag("softhsm")
class TokenBenchmarkTest {
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
}
