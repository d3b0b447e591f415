package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;

/**
 * The Key data sub-payload (RFC 3830 6.13) in clear, as it stands in a KEMAC after decryption.
 *
 * <p>Thread-safe. It owns its key; whoever receives one closes it.
 */
public final class KeyDataSubPayload implements SubPayload, AutoCloseable {
  static final PayloadCodec<KeyDataSubPayload> CODEC = new KeyDataCodec();
  static final String SECTION = "RFC 3830 6.13";

  private final KeyDataType keyType;
  private final SecretOctets key;
  private final int keyLength;
  private final Octets salt;
  private final KeyValidity validity;

  /**
   * Takes over {@code key}.
   *
   * @param keyType an assigned type
   * @param key 0..65535 octets
   * @param salt 0..65535 octets; empty when the type has none
   * @param validity when the key is to be used
   * @throws IllegalArgumentException if the type is unassigned, a length does not fit or a salt is
   *     given to a type without one; {@code key} is then still the caller's
   */
  public KeyDataSubPayload(
      KeyDataType keyType, SecretOctets key, Octets salt, KeyValidity validity) {
    if (!keyType.isAssigned()) {
      throw new IllegalArgumentException("key data type " + keyType.value() + " is unassigned");
    }
    if (!keyType.hasSalt() && !salt.isEmpty()) {
      throw new IllegalArgumentException(keyType.name() + " has no salt");
    }
    Widths.twoOctets("key data length", key.length());
    Widths.twoOctets("salt length", salt.length());
    this.keyType = keyType;
    this.key = key;
    this.keyLength = key.length();
    this.salt = salt;
    this.validity = Objects.requireNonNull(validity);
  }

  @Override
  public int type() {
    return PayloadType.KEY_DATA.value();
  }

  /** The kind of key. */
  public KeyDataType keyType() {
    return keyType;
  }

  /** The key; of length zero once this is closed. */
  public SecretOctets key() {
    return key;
  }

  /**
   * A copy of the key that the caller wipes.
   *
   * @throws IllegalStateException if this is closed: a closed key must not be sent as an empty one
   */
  byte[] openKey() {
    byte[] octets = key.copy();
    if (octets.length != keyLength) {
      throw new IllegalStateException("the key data is closed");
    }
    return octets;
  }

  /** Octets of the key, closed or not. */
  int keyLength() {
    return keyLength;
  }

  /** The salt, which is not a secret; empty when the type has none. */
  public Octets salt() {
    return salt;
  }

  /** When the key is to be used. */
  public KeyValidity validity() {
    return validity;
  }

  /**
   * Reads a chain of sub-payloads. Its end is a Next payload of 0; no octets are no sub-payloads,
   * as an update message may have it (RFC 3830 6.2). The caller closes each and wipes {@code
   * plaintext}; when this throws, what had been read is wiped.
   *
   * @param plaintext the array that holds the chain
   * @param offset where the chain begins
   * @param length octets of the chain
   * @throws MikeyFormatException if the octets are anything else; its offset is an index of {@code
   *     plaintext}
   * @throws IndexOutOfBoundsException if the range is not inside {@code plaintext}
   */
  public static List<KeyDataSubPayload> decodeAll(byte[] plaintext, int offset, int length)
      throws MikeyFormatException {
    Objects.checkFromIndexSize(offset, length, plaintext.length);
    // Not closed: the sub-payloads become the caller's.
    return SubPayloadChain.readKeyData(
            OctetReader.overKeysIn(plaintext, offset, length, PayloadType.KEY_DATA.name(), SECTION))
        .all(KeyDataSubPayload.class);
  }

  /**
   * Writes a chain of sub-payloads, which stay open. The caller wipes the result.
   *
   * @throws IllegalArgumentException if the KEMAC that takes it would exceed 65536 octets (RFC 3830
   *     6.13) under the longest MAC
   * @throws IllegalStateException if one of them is closed
   */
  public static byte[] encodeAll(List<KeyDataSubPayload> subPayloads) {
    return KeyDataCodec.encodeAll(subPayloads);
  }

  /** Wipes the key. Further calls do nothing. */
  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "KeyDataSubPayload[keyType="
        + keyType.name()
        + ", key="
        + key
        + ", salt="
        + salt
        + ", validity="
        + validity
        + "]";
  }
}
