package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.POINT_OCTETS;
import static org.mikeyhsm.crypto.sakke.ParameterSet1.SSV_OCTETS;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mikeyhsm.crypto.field.Field1024;

/**
 * A Receiver Secret Key K_(b,S) (RFC 6508 section 2.2) with Parameter Set 1 of RFC 6509, and the
 * receiver's computation.
 *
 * <p>The first few decapsulations do without tables; then, or on {@link #prepare()}, two are made:
 * the lines of K (0.4 MiB, secret) and the multiples of [b]P + Z_S (2.3 MiB, public), after which a
 * decapsulation takes about a quarter of the time.
 *
 * <p>Thread-safe. Whoever made it closes it: that waits for computations under way and wipes what
 * is secret.
 */
public final class ReceiverSecretKey implements AutoCloseable {
  /** The length of an encoded key in octets. */
  public static final int OCTETS = POINT_OCTETS;

  // Making the tables costs as much as some seven decapsulations save.
  private static final int UNPREPARED = 4;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Object making = new Object();
  private final KmsPublicKey kms;
  private final byte[] identifier;
  private final byte[] number;
  private final CurvePoint userPoint;
  private final CurvePoint key;
  private volatile Tables tables;
  private int decapsulations;
  private boolean closed;

  private record Tables(LineTable lines, EdwardsComb comb) {}

  private ReceiverSecretKey(
      KmsPublicKey kms, byte[] identifier, byte[] number, CurvePoint userPoint, CurvePoint key) {
    this.kms = kms;
    this.identifier = identifier;
    this.number = number;
    this.userPoint = userPoint;
    this.key = key;
  }

  /**
   * Decodes a key and verifies it (RFC 6508 section 6.1.2): it has order q and &lt;[b]P + Z_S,
   * K_(b,S)&gt; = g.
   *
   * @param encoded 0x04 || x || y, 257 octets; the caller wipes them
   * @param kms the public key of the KMS that issued it
   * @param identifier the user's, an integer in 2 to q - 1
   * @throws InvalidKeyException if it is not that KMS's key for that identifier
   * @throws IllegalArgumentException if the identifier is no such integer
   */
  public static ReceiverSecretKey decode(byte[] encoded, KmsPublicKey kms, byte[] identifier)
      throws InvalidKeyException {
    final byte[] number = SakkeScalars.identifier(identifier);
    try (Workspace space = new Workspace()) {
      final CurvePoint key = encoded.length == OCTETS ? CurvePoint.decode(encoded, 0, space) : null;
      final CurvePoint user = kms.userPoint(number, space);
      if (key == null || user == null || !verify(key, user, space)) {
        throw new InvalidKeyException(
            "this is not the SAKKE Receiver Secret Key of that KMS for that identifier");
      }
      return new ReceiverSecretKey(kms, identifier.clone(), number, user.keep(), key.keep());
    }
  }

  private static boolean verify(CurvePoint key, CurvePoint user, Workspace space) {
    final long[] w = space.element();
    final long ordered = new MillerLoop(key.x(), key.y(), space).pair(w, user.x(), user.y());
    return (ordered & FIELD.isEqual(w, ParameterSet1.G)) != 0;
  }

  /**
   * Decapsulates (RFC 6508 section 6.2.2), including the check of step 5.
   *
   * @param encapsulated the Encapsulated Data
   * @return the SSV, 16 octets, which the caller wipes; empty where the data have another length,
   *     are not a point of the curve and a hint, or are not for this key
   * @throws IllegalStateException if the key was closed
   */
  public Optional<byte[]> decapsulate(byte[] encapsulated) {
    lock.readLock().lock();
    try (Workspace space = new Workspace()) {
      requireOpen();
      final CurvePoint r =
          encapsulated.length == KmsPublicKey.ENCAPSULATED_OCTETS
              ? CurvePoint.decode(encapsulated, 0, space)
              : null;
      return r == null ? Optional.empty() : decapsulate(encapsulated, r, space);
    } finally {
      lock.readLock().unlock();
    }
  }

  private Optional<byte[]> decapsulate(byte[] encapsulated, CurvePoint r, Workspace space) {
    final Optional<Tables> prepared = tables();
    final long[] pairing = space.element();
    if (prepared.isPresent()) {
      prepared.get().lines.pair(pairing, r.x(), r.y(), space);
    } else {
      new MillerLoop(key.x(), key.y(), space).pair(pairing, r.x(), r.y());
    }
    final byte[] w = FIELD.encode(pairing, space.scratch);
    final byte[] ssv = new byte[SSV_OCTETS];
    Encapsulation.mask(ssv, 0, encapsulated, POINT_OCTETS, w);
    Arrays.fill(w, (byte) 0);
    final SakkeScalars.Digits digits = SakkeScalars.forMessage(ssv, identifier, number, space);
    final EdwardsPoint test = new EdwardsPoint(space);
    if (prepared.isPresent()) {
      prepared.get().comb.addMultiple(test, digits.r(), space);
    } else {
      SharedTables.BASE.addMultiple(test, digits.rb(), space);
      kms.comb().addMultiple(test, digits.r(), space);
    }
    if (isSame(test, r, space) == 0) {
      Arrays.fill(ssv, (byte) 0);
      return Optional.empty();
    }
    return Optional.of(ssv);
  }

  /** Whether TEST = R, without an inversion: x (Z - Y) = s (Z + Y), y (Z - Y) X = c (Z + Y) Z. */
  private static long isSame(EdwardsPoint test, CurvePoint r, Workspace space) {
    final Field1024.Scratch scratch = space.scratch;
    final long[] sum = space.element();
    final long[] difference = space.element();
    final long[] left = space.element();
    final long[] right = space.element();
    Field1024.add(sum, test.z, test.y);
    Field1024.subtract(difference, test.z, test.y);
    FIELD.multiply(left, r.x(), difference, scratch);
    FIELD.multiply(right, ParameterSet1.S, sum, scratch);
    final long sameX = FIELD.isEqual(left, right);
    FIELD.multiply(left, r.y(), difference, scratch);
    FIELD.multiply(left, left, test.x, scratch);
    FIELD.multiply(right, ParameterSet1.C, sum, scratch);
    FIELD.multiply(right, right, test.z, scratch);
    return sameX & FIELD.isEqual(left, right);
  }

  private Optional<Tables> tables() {
    if (tables == null) {
      synchronized (making) {
        if (tables == null && decapsulations++ >= UNPREPARED) {
          make();
        }
      }
    }
    return Optional.ofNullable(tables);
  }

  private void make() {
    tables =
        new Tables(LineTable.of(key.x(), key.y()), new EdwardsComb(userPoint.x(), userPoint.y()));
  }

  /**
   * Makes the tables now.
   *
   * @throws IllegalStateException if the key was closed
   */
  public void prepare() {
    lock.readLock().lock();
    try {
      requireOpen();
      synchronized (making) {
        if (tables == null) {
          make();
        }
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this key was closed");
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      key.wipe();
      if (tables != null) {
        tables.lines.close();
        tables = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "ReceiverSecretKey";
  }
}
