package org.mikeyhsm.benchmarks;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;

/**
 * Looks for secrets in timings, after Reparaz, Balasch and Verbauwhede, "Dude, is my code constant
 * time?" (2017): an operation is timed on one fixed secret and on random ones, in random order, and
 * Welch's t-test tells whether the two sets of timings differ. Slow timings, which the machine
 * makes and not the code, are left out at several thresholds; the largest |t| counts. Above {@value
 * #LEAK} they differ.
 *
 * <p>A run without a finding proves nothing; one with a finding is to be repeated.
 */
public final class TimingLeaks {
  /** The |t| that is taken for a difference. */
  static final double LEAK = 4.5;

  private static final int POOL = 32;
  private static final double[] KEPT = {1.0, 0.99, 0.95, 0.9, 0.75, 0.5};

  private final SecureRandom random = new SecureRandom();
  private final Random order = new Random();

  /** An operation on the secret of a number; 0 is the fixed one. */
  private interface Operation {
    void run(int secret) throws InvalidKeyException;
  }

  /**
   * Measures.
   *
   * @param arguments how many milliseconds each operation gets, and parts of the operations' names
   */
  public static void main(String[] arguments) throws InvalidKeyException {
    long milliseconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 60_000;
    TimingLeaks leaks = new TimingLeaks();
    System.out.println("operation, timings of each class, largest |t|");
    for (Map.Entry<String, Operation> each : leaks.operations().entrySet()) {
      boolean wanted =
          arguments.length < 2
              || Arrays.stream(arguments).skip(1).anyMatch(each.getKey()::contains);
      if (wanted) {
        System.out.println(each.getKey() + ", " + leaks.measure(each.getValue(), milliseconds));
      }
    }
  }

  private Map<String, Operation> operations() {
    KmsMasterSecret z = KmsMasterSecret.generate(random);
    KmsPublicKey kms = z.publicKey();
    byte[] id = "2011-02\0tel:+447700900123\0".getBytes();
    byte[][] ssvs = pool(byte[][]::new, i -> octets(16, i));
    byte[][] sent = pool(byte[][]::new, i -> kms.encapsulate(ssvs[i], id));
    // The receivers differ in their keys only: each gets a message of its own.
    byte[][] ids = pool(byte[][]::new, i -> ("receiver " + i).getBytes());
    ReceiverSecretKey[] receivers =
        pool(ReceiverSecretKey[]::new, i -> receiver(z.issue(ids[i]), kms, ids[i]));
    byte[][] received = pool(byte[][]::new, i -> kms.encapsulate(ssvs[1], ids[i]));
    ReceiverSecretKey one = receiver(z.issue(id), kms, id);
    one.prepare();
    KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.generate(random);
    SecretSigningKey[] signers = pool(SecretSigningKey[]::new, i -> signer(ksak, id));
    SecureRandom[] ephemerals = pool(SecureRandom[]::new, i -> new Ephemeral(octets(32, i)));
    byte[] message = new byte[700];
    Map<String, Operation> operations = new LinkedHashMap<>();
    operations.put("SAKKE encapsulate, SSV", i -> kms.encapsulate(ssvs[i], id));
    operations.put("SAKKE decapsulate with tables, SSV", i -> one.decapsulate(sent[i]));
    operations.put(
        "SAKKE validate and close, RSK",
        i -> ReceiverSecretKey.decode(z.issue(ids[i]), kms, ids[i]).close());
    for (ReceiverSecretKey receiver : receivers) {
      receiver.prepare();
    }
    operations.put(
        "SAKKE decapsulate with tables, RSK", i -> receivers[i].decapsulate(received[i]));
    operations.put("ECCSI sign, SSK", i -> signers[i].sign(message, ephemerals[1]));
    operations.put("ECCSI sign, j", i -> signers[1].sign(message, ephemerals[i]));
    return operations;
  }

  private static <T> T[] pool(IntFunction<T[]> array, IntFunction<T> member) {
    T[] pool = array.apply(POOL);
    Arrays.setAll(pool, member);
    return pool;
  }

  /** The fixed secret is as unlike a random one as can be: all zero but for the last bits. */
  private byte[] octets(int length, int number) {
    byte[] octets = new byte[length];
    if (number == 0) {
      octets[length - 1] = 1;
    } else {
      random.nextBytes(octets);
      octets[0] &= 0x7F;
    }
    return octets;
  }

  private static ReceiverSecretKey receiver(byte[] rsk, KmsPublicKey kms, byte[] id) {
    try {
      return ReceiverSecretKey.decode(rsk, kms, id);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private SecretSigningKey signer(KmsSecretAuthenticationKey ksak, byte[] id) {
    try (SigningKeyPair pair = ksak.issue(id, random)) {
      return SecretSigningKey.decode(pair.ssk(), pair.pvt(), ksak.publicKey(), id);
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

  private String measure(Operation operation, long milliseconds) throws InvalidKeyException {
    long warm = System.nanoTime() + milliseconds * 200_000;
    while (System.nanoTime() < warm) {
      operation.run(order.nextInt(POOL));
    }
    double[][] timings = {new double[1 << 22], new double[1 << 22]};
    int[] counts = new int[2];
    long end = System.nanoTime() + milliseconds * 1_000_000;
    while (System.nanoTime() < end && Math.max(counts[0], counts[1]) < 1 << 22) {
      int kind = order.nextInt(2);
      int secret = kind * (1 + order.nextInt(POOL - 1));
      long start = System.nanoTime();
      operation.run(secret);
      timings[kind][counts[kind]++] = System.nanoTime() - start;
    }
    double[] fixed = Arrays.copyOf(timings[0], counts[0]);
    double[] varied = Arrays.copyOf(timings[1], counts[1]);
    return counts[0] + " and " + counts[1] + String.format(", %.2f", largest(fixed, varied));
  }

  /** The largest |t| over the thresholds. */
  static double largest(double[] fixed, double[] varied) {
    double[] all = Arrays.copyOf(fixed, fixed.length + varied.length);
    System.arraycopy(varied, 0, all, fixed.length, varied.length);
    Arrays.sort(all);
    double largest = 0;
    for (double kept : KEPT) {
      double limit = all[(int) Math.min(all.length - 1, Math.round(kept * all.length))];
      largest =
          Math.max(
              largest,
              Math.abs(
                  welch(
                      Arrays.stream(fixed).filter(t -> t <= limit).toArray(),
                      Arrays.stream(varied).filter(t -> t <= limit).toArray())));
    }
    return largest;
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
