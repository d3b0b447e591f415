package org.mikeyhsm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.message.MikeyFormatException;

/** The benchmarks do what they say; nothing is measured here. */
class CodecBenchmarkTest {
  @ParameterizedTest
  @CsvSource({"rfc4567-offer, 132, 6", "sakke-701, 701, 11", "sakke-1200, 1200, 13"})
  void runs(String name, int length, int payloads) throws MikeyFormatException {
    CodecBenchmark benchmark = new CodecBenchmark();
    benchmark.name = name;
    benchmark.load();
    assertEquals(length, Messages.get(name).length);
    assertEquals(benchmark.message(), benchmark.decode().message());
    assertArrayEquals(Messages.get(name), benchmark.encode());
    assertEquals(payloads, benchmark.explain().size());
  }
}
