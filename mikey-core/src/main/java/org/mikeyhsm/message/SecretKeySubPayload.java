package org.mikeyhsm.message;

import java.util.Arrays;
import java.util.Objects;

/**
 * The SK sub-payload (RFC 6267 6.1.5) in clear, as it stands in an ESK after decryption.
 *
 * <p>Thread-safe. It owns its key; whoever receives one closes it.
 */
public final class SecretKeySubPayload implements SubPayload, AutoCloseable {
  static final PayloadCodec<SecretKeySubPayload> CODEC = new Codec();

  private final SecretKeyType keyType;
  private final SecretOctets key;
  private final int keyLength;
  private final KeyValidity validity;

  /**
   * Takes over {@code key}.
   *
   * @param keyType the kind of key
   * @param key 0..65535 octets
   * @param validity when the key is to be used
   * @throws IllegalArgumentException if the length does not fit; {@code key} is then still the
   *     caller's
   */
  public SecretKeySubPayload(SecretKeyType keyType, SecretOctets key, KeyValidity validity) {
    this.keyType = Objects.requireNonNull(keyType);
    this.keyLength = Widths.twoOctets("key data length", key.length());
    this.key = key;
    this.validity = Objects.requireNonNull(validity);
  }

  @Override
  public int type() {
    return PayloadType.SK.value();
  }

  /** The kind of key. */
  public SecretKeyType keyType() {
    return keyType;
  }

  /** The key; of length zero once this is closed. */
  public SecretOctets key() {
    return key;
  }

  /** When the key is to be used. */
  public KeyValidity validity() {
    return validity;
  }

  /** Wipes the key. Further calls do nothing. */
  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "SecretKeySubPayload[keyType="
        + keyType.name()
        + ", key="
        + key
        + ", validity="
        + validity
        + "]";
  }

  private static final class Codec implements PayloadCodec<SecretKeySubPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.SK;
    }

    @Override
    public Class<SecretKeySubPayload> payloadClass() {
      return SecretKeySubPayload.class;
    }

    @Override
    public String section() {
      return "RFC 6267 6.1.5";
    }

    @Override
    public SecretKeySubPayload decode(OctetReader in) throws MikeyFormatException {
      int typesAt = in.position();
      int types = in.shared(KeyDataCodec.TYPES);
      SecretKeyType keyType = new SecretKeyType(types >> 4);
      KvType kvType = new KvType(types & 0xF);
      in.codePointField("keyType", typesAt, 1, keyType);
      in.codePointField("kv", typesAt, 1, kvType);
      SecretOctets key = in.secret("keyData", in.u16("keyDataLength"));
      boolean taken = false;
      try {
        KeyValidity validity = KeyValidityCodec.decode(in, typesAt, kvType);
        SecretKeySubPayload subPayload = new SecretKeySubPayload(keyType, key, validity);
        taken = true;
        return subPayload;
      } finally {
        if (!taken) {
          key.close();
        }
      }
    }

    @Override
    public void encode(SecretKeySubPayload payload, OctetWriter out) {
      byte[] octets = payload.key.copy();
      try {
        if (octets.length != payload.keyLength) {
          throw new IllegalStateException("the secret key is closed");
        }
        out.u8(payload.keyType.value() << 4 | payload.validity.kvType())
            .u16(octets.length)
            .octets(octets);
      } finally {
        Arrays.fill(octets, (byte) 0);
      }
      KeyValidityCodec.encode(payload.validity, out);
    }
  }
}
