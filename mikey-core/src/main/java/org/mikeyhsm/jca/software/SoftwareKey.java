package org.mikeyhsm.jca.software;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.Octets;

/**
 * A secret key in host memory: the software provider's keys, salts, and those keys that a token
 * provider was asked to hand out to an SRTP engine ({@link org.mikeyhsm.jca.KeyPlace#HOST}).
 *
 * <p>Thread-safe. {@link #close()} wipes the octets. Not serializable.
 */
public final class SoftwareKey implements CustodialKey {
  private static final long serialVersionUID = 1L;

  /** What a key in host memory lacks under a policy that forbids it. */
  static final List<String> NEEDS_TOKEN = List.of("a token: this key is in host memory");

  private final transient Custody custody;
  private final String algorithm;
  private transient byte[] octets;
  private transient boolean closed;

  private SoftwareKey(byte[] octets, String algorithm, Custody custody) {
    this.octets = octets;
    this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
    this.custody = Objects.requireNonNull(custody, "custody");
  }

  /**
   * Copies key octets; the caller wipes its own.
   *
   * @param octets the key, at least one octet
   * @param algorithm the JCA name of what uses it, such as AES or HmacSHA1
   * @param custody where it has been
   * @throws IllegalArgumentException if there are no octets
   */
  public static SoftwareKey copyOf(byte[] octets, String algorithm, Custody custody) {
    if (octets.length == 0) {
      throw new IllegalArgumentException("a key has at least one octet");
    }
    return new SoftwareKey(octets.clone(), algorithm, custody);
  }

  /** A pre-shared key held in host memory; the caller wipes its own octets. */
  public static SoftwareKey preShared(byte[] octets) {
    return copyOf(octets, "MIKEY", Custody.host(Origin.IMPORTED, "host memory"));
  }

  /**
   * A copy of the octets of a key that is in host memory on purpose, for the engine it was exported
   * to. The caller wipes the copy.
   *
   * @throws InvalidKeyException if {@code key} is not such a key, or was closed
   */
  public static byte[] export(Key key) throws InvalidKeyException {
    if (!(key instanceof SoftwareKey software)) {
      throw new InvalidKeyException("this key is not in host memory and cannot be exported");
    }
    return software.copy();
  }

  /**
   * The octets of a salt.
   *
   * @throws InvalidKeyException if {@code key} is not a salt in host memory, or was closed
   */
  public static Octets salt(Key key) throws InvalidKeyException {
    if (!(key instanceof SoftwareKey software) || software.custody.level() != CustodyLevel.PUBLIC) {
      throw new InvalidKeyException("this key is not a salt");
    }
    byte[] copy = software.copy();
    try {
      return Octets.of(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** A copy of the octets, which the caller wipes. */
  synchronized byte[] copy() throws InvalidKeyException {
    if (closed) {
      throw new InvalidKeyException("this key was closed");
    }
    return octets.clone();
  }

  @Override
  public Custody custody() {
    return custody;
  }

  @Override
  public synchronized OptionalInt bitLength() {
    return OptionalInt.of(octets.length * Byte.SIZE);
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /**
   * A copy of the octets, for the standard engines of this package.
   *
   * @throws IllegalStateException if the key was closed
   */
  @Override
  public synchronized byte[] getEncoded() {
    if (closed) {
      throw new IllegalStateException("this key was closed");
    }
    return octets.clone();
  }

  @Override
  public synchronized void close() {
    Arrays.fill(octets, (byte) 0);
    closed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return closed;
  }

  /** Whether both hold the same octets, compared in constant time. */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof SoftwareKey that) || isDestroyed() || that.isDestroyed()) {
      return false;
    }
    byte[] mine = getEncoded();
    byte[] theirs = that.getEncoded();
    try {
      return MessageDigest.isEqual(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** By algorithm only, so that no function of the octets is published. */
  @Override
  public int hashCode() {
    return algorithm.hashCode();
  }

  @Override
  public String toString() {
    return "SoftwareKey[" + algorithm + ", " + custody.level() + "]";
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
