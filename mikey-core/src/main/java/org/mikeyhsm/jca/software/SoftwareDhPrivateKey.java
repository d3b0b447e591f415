package org.mikeyhsm.jca.software;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.Optional;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialPrivateKey;

/** The private value of one Diffie-Hellman exchange in host memory. Thread-safe. */
final class SoftwareDhPrivateKey implements CustodialPrivateKey {
  private static final long serialVersionUID = 1L;

  static final Custody CUSTODY = Custody.host(Origin.GENERATED, "DH in host memory");

  private transient Optional<PrivateKey> key;

  SoftwareDhPrivateKey(PrivateKey key) {
    this.key = Optional.of(key);
  }

  synchronized PrivateKey key() throws InvalidKeyException {
    return key.orElseThrow(() -> new InvalidKeyException("this key was closed"));
  }

  @Override
  public Custody custody() {
    return CUSTODY;
  }

  @Override
  public String getAlgorithm() {
    return "DH";
  }

  /** Null: the value is for one exchange and has no encoding. */
  @Override
  public String getFormat() {
    return null;
  }

  /** Null: the value is for one exchange and has no encoding. */
  @Override
  public byte[] getEncoded() {
    return null;
  }

  /** Forgets the value; the JDK gives no way to wipe it. */
  @Override
  public synchronized void close() {
    key = Optional.empty();
  }

  @Override
  public synchronized boolean isDestroyed() {
    return key.isEmpty();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
