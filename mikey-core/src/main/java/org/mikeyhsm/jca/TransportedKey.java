package org.mikeyhsm.jca;

import java.util.Objects;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;

/**
 * A key that a KEMAC payload carried (RFC 3830 section 6.13).
 *
 * @param keyType TGK or TEK, with or without salt
 * @param key the key
 * @param salt the salt, empty where the type carries none
 * @param validity the key's SPI or interval
 */
public record TransportedKey(
    KeyDataType keyType, CustodialKey key, Octets salt, KeyValidity validity)
    implements AutoCloseable {
  /** Refuses nulls. */
  public TransportedKey {
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(salt, "salt");
    Objects.requireNonNull(validity, "validity");
  }

  /** Whether it is a TEK, used as it is, and not a TGK, from which TEKs are derived. */
  public boolean isTek() {
    return isTek(keyType);
  }

  /** Whether a key of this type is a TEK. */
  public static boolean isTek(KeyDataType type) {
    return type.equals(KeyDataType.TEK) || type.equals(KeyDataType.TEK_SALT);
  }

  /** Closes the key. */
  @Override
  public void close() {
    key.close();
  }
}
