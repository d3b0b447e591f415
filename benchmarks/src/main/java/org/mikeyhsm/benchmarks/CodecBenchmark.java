package org.mikeyhsm.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.PayloadTrace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Octets to message, message to octets, and the explanation of a message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CodecBenchmark {
  /** A name of messages.txt. */
  @Param({"rfc4567-offer", "sakke-701", "sakke-1200"})
  public String name;

  private byte[] octets;
  private DecodedMessage decoded;

  /** Loads the message. */
  @Setup
  public void load() throws MikeyFormatException {
    octets = Messages.get(name);
    decoded = DecodedMessage.decode(octets);
  }

  /** What a receiver does first. */
  @Benchmark
  public DecodedMessage decode() throws MikeyFormatException {
    return DecodedMessage.decode(octets);
  }

  /** What a sender does last. */
  @Benchmark
  public byte[] encode() {
    return message().encode();
  }

  /** What {@code mikey decode} shows. */
  @Benchmark
  public List<PayloadTrace> explain() {
    return decoded.trace();
  }

  MikeyMessage message() {
    return decoded.message();
  }
}
