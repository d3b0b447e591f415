package org.mikeyhsm.jca;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.message.Octets;

/**
 * A KMS Public Key Z_S of SAKKE (RFC 6508 section 2.2), checked: a point of order q. It carries the
 * tables that encapsulation makes, so keep it. Thread-safe; not serializable.
 */
public final class SakkePublicKey implements PublicKey {
  private static final long serialVersionUID = 1L;

  private final transient KmsPublicKey key;

  private SakkePublicKey(KmsPublicKey key) {
    this.key = key;
  }

  /**
   * Decodes and checks a key.
   *
   * @param encoded 0x04 || x || y, 257 octets
   * @throws InvalidKeyException if it has another form, is not on the curve, or has not order q
   */
  public static SakkePublicKey of(Octets encoded) throws InvalidKeyException {
    return new SakkePublicKey(KmsPublicKey.decode(encoded.toArray()));
  }

  /** The key as the mathematics has it. */
  public KmsPublicKey key() {
    return key;
  }

  @Override
  public String getAlgorithm() {
    return "SAKKE";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** 0x04 || x || y, 257 octets. */
  @Override
  public byte[] getEncoded() {
    return key.encoded();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SakkePublicKey that
        && Octets.of(key.encoded()).equals(Octets.of(that.key.encoded()));
  }

  @Override
  public int hashCode() {
    return Octets.of(key.encoded()).hashCode();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not serialized");
  }
}
