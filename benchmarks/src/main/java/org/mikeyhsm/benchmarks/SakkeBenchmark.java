package org.mikeyhsm.benchmarks;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.SAKKEKEMExtractor;
import org.bouncycastle.crypto.kems.SAKKEKEMSGenerator;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** SAKKE whole operations, and BouncyCastle's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SakkeBenchmark {
  private static final int GROUP = 100;

  private final SecureRandom random = new SecureRandom();
  private final byte[] ssv = new byte[KmsPublicKey.SSV_LENGTH];
  private final List<byte[]> group =
      IntStream.range(0, GROUP).mapToObj(i -> ("member " + i).getBytes()).toList();
  private IdentityKeys keys;
  private ReceiverSecretKey prepared;
  private byte[] encapsulated;
  private byte[] encapsulatedByBouncyCastle;
  private SAKKEKEMExtractor bouncyCastleReceiver;

  /** Makes keys and tables. */
  @Setup
  public void make() {
    random.nextBytes(ssv);
    keys = IdentityKeys.generate(random);
    keys.kms().prepare();
    prepared = keys.receiver();
    prepared.prepare();
    encapsulated = keys.kms().encapsulate(ssv, keys.identifier());
    encapsulatedByBouncyCastle = bouncyCastleEncapsulate().getEncapsulation();
    // Derives the receiver's key from the KMS's secret.
    bouncyCastleReceiver = new SAKKEKEMExtractor(keys.bouncyCastle());
  }

  /** A key that never had tables. */
  @State(Scope.Thread)
  public static class Cold {
    private ReceiverSecretKey key;

    /** Validates the key anew. */
    @Setup(Level.Invocation)
    public void decode(SakkeBenchmark benchmark) {
      key = benchmark.keys.receiver();
    }

    /** Closes it. */
    @TearDown(Level.Invocation)
    public void close() {
      key.close();
    }
  }

  /** A new SSV is drawn each time, as BouncyCastle's sender does. */
  @Benchmark
  public byte[] encapsulate() {
    random.nextBytes(ssv);
    return keys.kms().encapsulate(ssv, keys.identifier());
  }

  /** The same SSV to a hundred, for each. */
  @Benchmark
  @OperationsPerInvocation(GROUP)
  public List<byte[]> encapsulateToGroup() {
    return keys.kms().encapsulate(ssv, group);
  }

  /** With the tables of the receiver's key. */
  @Benchmark
  public Optional<byte[]> decapsulate() {
    return prepared.decapsulate(encapsulated);
  }

  /** Without them. */
  @Benchmark
  public Optional<byte[]> decapsulateCold(Cold cold) {
    return cold.key.decapsulate(encapsulated);
  }

  /** Making them. */
  @Benchmark
  public void prepareKey(Cold cold) {
    cold.key.prepare();
  }

  /** Draws an SSV and encapsulates it. */
  @Benchmark
  public SecretWithEncapsulation bouncyCastleEncapsulate() {
    return new SAKKEKEMSGenerator(random)
        .generateEncapsulated(keys.bouncyCastle().getPublicParams());
  }

  /** With a receiver's key that was derived before. */
  @Benchmark
  public byte[] bouncyCastleDecapsulate() {
    return bouncyCastleReceiver.extractSecret(encapsulatedByBouncyCastle);
  }

  /**
   * Whether our receiver opens one of ten that BouncyCastle's sender made: it hashes an SSV of
   * which the first bit is set, or the first octet zero, in another number of octets than RFC 6508
   * section 4 has, so about half of its messages open.
   */
  boolean opensWhatBouncyCastleSent() {
    return IntStream.range(0, 10)
        .anyMatch(
            i -> prepared.decapsulate(bouncyCastleEncapsulate().getEncapsulation()).isPresent());
  }
}
