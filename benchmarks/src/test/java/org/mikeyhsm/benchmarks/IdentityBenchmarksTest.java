package org.mikeyhsm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.util.Random;
import org.bouncycastle.crypto.CryptoException;
import org.junit.jupiter.api.Test;

/** The benchmarks do what they say, with BouncyCastle as a peer; nothing is measured here. */
class IdentityBenchmarksTest {
  @Test
  void sakkeRuns() {
    SakkeBenchmark benchmark = new SakkeBenchmark();
    benchmark.make();
    assertEquals(273, benchmark.encapsulate().length);
    assertEquals(100, benchmark.encapsulateToGroup().size());
    assertTrue(benchmark.decapsulate().isPresent());
    SakkeBenchmark.Cold cold = new SakkeBenchmark.Cold();
    cold.decode(benchmark);
    assertTrue(benchmark.decapsulateCold(cold).isPresent());
    cold.close();
    assertTrue(benchmark.bouncyCastleDecapsulate().length > 0);
    assertTrue(benchmark.opensWhatBouncyCastleSent());
  }

  @Test
  void eccsiRuns() throws InvalidKeyException, CryptoException {
    EccsiBenchmark benchmark = new EccsiBenchmark();
    benchmark.make();
    assertTrue(benchmark.verify());
    assertTrue(benchmark.verifyNewSigner());
    assertTrue(benchmark.bouncyCastleVerify());
    assertEquals(129, benchmark.sign().length);
    assertTrue(benchmark.bouncyCastleVerifiesOurs());
  }

  @Test
  void theTestTellsTimingsApart() {
    Random random = new Random(1);
    double[] one = random.doubles(10_000, 100, 200).toArray();
    double[] same = random.doubles(10_000, 100, 200).toArray();
    double[] slower = random.doubles(10_000, 103, 203).toArray();
    assertTrue(TimingLeaks.largest(one, same) < TimingLeaks.LEAK);
    assertTrue(TimingLeaks.largest(one, slower) > TimingLeaks.LEAK);
  }
}
