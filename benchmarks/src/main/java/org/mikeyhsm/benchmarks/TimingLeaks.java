package org.mikeyhsm.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;

/**
 * Looks for secrets in timings, after Reparaz, Balasch and Verbauwhede, "Dude, is my code constant
 * time?" (2017): an operation is timed on one fixed secret and on random ones, in random order, and
 * Welch's t-test tells whether the two sets of timings differ. Timings are CPU time of the thread.
 * Slow ones, which the machine makes and not the code, are left out at several thresholds; the
 * largest |t| counts. Above {@value #LEAK} they differ.
 *
 * <p>The fixed secret lies in as many objects as the random ones do: one object would stay in the
 * processor's caches, and differ for that. Where objects are large, their timings differ by where
 * they lie, so that many timings of few objects tell the classes apart for nothing: therefore the
 * test is also made with each object's mean as one value. A leak shows in both.
 *
 * <p>A run without a finding proves nothing; one with a finding is to be repeated.
 */
public final class TimingLeaks {
  /** The |t| that is taken for a difference. */
  static final double LEAK = 4.5;

  /** Objects of each class. A receiver's tables take 2.7 MiB. */
  private static final int POOL = 32;

  private static final double[] KEPT = {1.0, 0.99, 0.95, 0.9, 0.75, 0.5};

  private static final byte[] IDENTIFIER = "2011-02\0tel:+447700900123\0".getBytes();
  private static final byte[] MESSAGE = new byte[700];

  private final SecureRandom random = new SecureRandom();
  private final Random order = new Random();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** An operation on the secret of a number: below POOL a copy of the fixed one, else its own. */
  private interface Operation {
    void run(int secret);
  }

  /**
   * Measures.
   *
   * @param arguments how many milliseconds each operation gets, and parts of the operations' names
   */
  public static void main(String[] arguments) {
    long milliseconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 60_000;
    TimingLeaks leaks = new TimingLeaks();
    System.out.println(
        "operation, timings of each class, largest |t| of timings, of objects' means");
    for (Map.Entry<String, Supplier<Operation>> each : leaks.operations().entrySet()) {
      boolean wanted =
          arguments.length < 2
              || Arrays.stream(arguments).skip(1).anyMatch(each.getKey()::contains);
      if (wanted) {
        System.out.println(
            each.getKey() + ", " + leaks.measure(each.getValue().get(), milliseconds));
      }
    }
  }

  /** What makes each operation's keys and messages. */
  private Map<String, Supplier<Operation>> operations() {
    Map<String, Supplier<Operation>> operations = new LinkedHashMap<>();
    operations.put("SAKKE encapsulate, SSV", this::encapsulate);
    operations.put("SAKKE decapsulate with tables, SSV", this::decapsulate);
    operations.put("SAKKE validate and close, RSK", this::validate);
    operations.put("SAKKE decapsulate with tables, RSK", this::decapsulateWithManyKeys);
    operations.put("ECCSI sign, SSK", this::signWithManyKeys);
    operations.put("ECCSI sign, j", this::signWithManyEphemerals);
    return operations;
  }

  private Operation encapsulate() {
    KmsPublicKey kms = KmsMasterSecret.generate(random).publicKey();
    byte[][] ssvs = pool(byte[][]::new, i -> octets(16, i));
    return i -> kms.encapsulate(ssvs[i], IDENTIFIER);
  }

  private Operation decapsulate() {
    KmsMasterSecret z = KmsMasterSecret.generate(random);
    KmsPublicKey kms = z.publicKey();
    byte[][] sent = pool(byte[][]::new, i -> kms.encapsulate(octets(16, i), IDENTIFIER));
    ReceiverSecretKey key = receiver(z, kms, IDENTIFIER);
    key.prepare();
    return i -> key.decapsulate(sent[i]);
  }

  /** Identifiers of one length, the same for the copies of the fixed secret. */
  private static byte[][] identifiers() {
    return pool(byte[][]::new, i -> String.format("receiver %02d", ownOr0(i)).getBytes());
  }

  private Operation validate() {
    KmsMasterSecret z = KmsMasterSecret.generate(random);
    KmsPublicKey kms = z.publicKey();
    byte[][] ids = identifiers();
    return i -> receiver(z, kms, ids[i]).close();
  }

  private Operation decapsulateWithManyKeys() {
    KmsMasterSecret z = KmsMasterSecret.generate(random);
    KmsPublicKey kms = z.publicKey();
    byte[][] ids = identifiers();
    byte[] ssv = octets(16, POOL);
    byte[][] received = pool(byte[][]::new, i -> kms.encapsulate(ssv, ids[i]));
    ReceiverSecretKey[] receivers =
        pool(
            ReceiverSecretKey[]::new,
            i -> {
              ReceiverSecretKey key = receiver(z, kms, ids[i]);
              key.prepare();
              return key;
            });
    return i -> receivers[i].decapsulate(received[i]);
  }

  private Operation signWithManyKeys() {
    KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.generate(random);
    SigningKeyPair[] pairs = pool(SigningKeyPair[]::new, i -> ksak.issue(IDENTIFIER, random));
    SecretSigningKey[] signers = pool(SecretSigningKey[]::new, i -> signer(pairs[ownOr0(i)], ksak));
    SecureRandom j = new Ephemeral(octets(32, POOL));
    return i -> signers[i].sign(MESSAGE, j);
  }

  private Operation signWithManyEphemerals() {
    KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.generate(random);
    SecretSigningKey signer = signer(ksak.issue(IDENTIFIER, random), ksak);
    SecureRandom[] ephemerals = pool(SecureRandom[]::new, i -> new Ephemeral(octets(32, i)));
    return i -> signer.sign(MESSAGE, ephemerals[i]);
  }

  private static <T> T[] pool(IntFunction<T[]> array, IntFunction<T> member) {
    T[] pool = array.apply(2 * POOL);
    // Where an object lies goes with when it was made, which is not to go with its class.
    List<Integer> shuffled = new ArrayList<>(IntStream.range(0, pool.length).boxed().toList());
    Collections.shuffle(shuffled);
    shuffled.forEach(i -> pool[i] = member.apply(i));
    return pool;
  }

  /** 0 for the copies of the fixed secret. */
  private static int ownOr0(int number) {
    return number < POOL ? 0 : number;
  }

  /** The fixed secret is as unlike a random one as can be: all zero but for the last bits. */
  private byte[] octets(int length, int number) {
    byte[] octets = new byte[length];
    if (number < POOL) {
      octets[length - 1] = 1;
    } else {
      random.nextBytes(octets);
      octets[0] &= 0x7F;
    }
    return octets;
  }

  private static ReceiverSecretKey receiver(KmsMasterSecret z, KmsPublicKey kms, byte[] id) {
    try {
      return ReceiverSecretKey.decode(z.issue(id), kms, id);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretSigningKey signer(SigningKeyPair pair, KmsSecretAuthenticationKey ksak) {
    try {
      return SecretSigningKey.decode(pair.ssk(), pair.pvt(), ksak.publicKey(), IDENTIFIER);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Ephemeral extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] octets;

    Ephemeral(byte[] octets) {
      this.octets = octets;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(octets, 0, bytes, 0, bytes.length);
    }
  }

  private String measure(Operation operation, long milliseconds) {
    long warm = System.nanoTime() + milliseconds * 200_000;
    while (System.nanoTime() < warm) {
      operation.run(order.nextInt(2 * POOL));
    }
    Timing[] timings = new Timing[1 << 22];
    int count = 0;
    long end = System.nanoTime() + milliseconds * 1_000_000;
    while (System.nanoTime() < end && count < timings.length) {
      int secret = order.nextInt(2 * POOL);
      long start = threads.getCurrentThreadCpuTime();
      operation.run(secret);
      timings[count++] = new Timing(secret, threads.getCurrentThreadCpuTime() - start);
    }
    List<Timing> all = Arrays.asList(timings).subList(0, count);
    double[] fixed = ofClass(all, true);
    double[] varied = ofClass(all, false);
    return String.format(
        "%d and %d, %.2f, %.2f",
        fixed.length, varied.length, largest(fixed, varied), largestOfMeans(all));
  }

  /** What one run took in ns. */
  private record Timing(int secret, double time) {
    boolean isFixed() {
      return secret < POOL;
    }
  }

  private static double[] ofClass(List<Timing> timings, boolean isFixed) {
    return timings.stream()
        .filter(timing -> timing.isFixed() == isFixed)
        .mapToDouble(Timing::time)
        .toArray();
  }

  /** The largest |t| over the thresholds. */
  static double largest(double[] fixed, double[] varied) {
    double[] all = Arrays.copyOf(fixed, fixed.length + varied.length);
    System.arraycopy(varied, 0, all, fixed.length, varied.length);
    return Arrays.stream(limits(all))
        .map(
            limit ->
                Math.abs(
                    welch(
                        Arrays.stream(fixed).filter(t -> t <= limit).toArray(),
                        Arrays.stream(varied).filter(t -> t <= limit).toArray())))
        .max()
        .orElseThrow();
  }

  private static double largestOfMeans(List<Timing> timings) {
    return Arrays.stream(limits(timings.stream().mapToDouble(Timing::time).toArray()))
        .map(limit -> Math.abs(welch(means(timings, true, limit), means(timings, false, limit))))
        .max()
        .orElseThrow();
  }

  private static double[] means(List<Timing> timings, boolean isFixed, double limit) {
    return timings.stream()
        .filter(timing -> timing.isFixed() == isFixed && timing.time <= limit)
        .collect(Collectors.groupingBy(Timing::secret, Collectors.averagingDouble(Timing::time)))
        .values()
        .stream()
        .mapToDouble(mean -> mean)
        .toArray();
  }

  private static double[] limits(double[] timings) {
    double[] sorted = timings.clone();
    Arrays.sort(sorted);
    return Arrays.stream(KEPT)
        .map(kept -> sorted[(int) Math.min(sorted.length - 1, Math.round(kept * sorted.length))])
        .toArray();
  }

  private static double welch(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double error = variance(a, meanA) / a.length + variance(b, meanB) / b.length;
    return error == 0 ? 0 : (meanA - meanB) / Math.sqrt(error);
  }

  private static double variance(double[] values, double mean) {
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  private TimingLeaks() {}
}
