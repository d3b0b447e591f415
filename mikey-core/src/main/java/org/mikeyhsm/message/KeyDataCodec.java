package org.mikeyhsm.message;

import java.util.Arrays;
import java.util.List;

/** The Key data sub-payload on the wire (RFC 3830 6.13). */
final class KeyDataCodec implements PayloadCodec<KeyDataSubPayload> {
  /** Those of Key data and of SK. */
  static final BitFields TYPES =
      BitFields.of("Type and KV", new BitFields.Part("keyType", 4), new BitFields.Part("kv", 4));

  /** 65536 without KEMAC's own fields (5 octets) and the longest MAC (32 octets). */
  private static final int MAX_LENGTH = (1 << 16) - 5 - 32;

  @Override
  public PayloadType type() {
    return PayloadType.KEY_DATA;
  }

  @Override
  public Class<KeyDataSubPayload> payloadClass() {
    return KeyDataSubPayload.class;
  }

  @Override
  public String section() {
    return KeyDataSubPayload.SECTION;
  }

  @Override
  public KeyDataSubPayload decode(OctetReader in) throws MikeyFormatException {
    int typesAt = in.position();
    int types = in.shared(TYPES);
    KeyDataType keyType = new KeyDataType(types >> 4);
    KvType kvType = new KvType(types & 0xF);
    if (!keyType.isAssigned() || !kvType.isAssigned()) {
      throw in.error(typesAt, "Type or KV is unassigned, so the fields cannot be known");
    }
    in.codePointField("keyType", typesAt, 1, keyType);
    in.codePointField("kv", typesAt, 1, kvType);

    SecretOctets key = in.secret("keyData", in.u16("keyDataLength"));
    boolean taken = false;
    try {
      diagnose(in, typesAt, keyType, key.length());
      Octets salt = keyType.hasSalt() ? in.octets("salt", in.u16("saltLength")) : Octets.empty();
      KeyValidity validity = KeyValidityCodec.decode(in, typesAt, kvType);
      KeyDataSubPayload subPayload = new KeyDataSubPayload(keyType, key, salt, validity);
      taken = true;
      return subPayload;
    } finally {
      if (!taken) {
        key.close();
      }
    }
  }

  /** GStreamer's pipelines have key and salt as one value, and so do its messages. */
  private static void diagnose(OctetReader in, int at, KeyDataType keyType, int length) {
    if (!keyType.equals(KeyDataType.TEK)) {
      return;
    }
    int salt =
        switch (length) {
          case 28, 44 -> 12;
          case 30, 46 -> 14;
          default -> 0;
        };
    if (salt > 0) {
      in.note(
          at,
          "a TEK of "
              + length
              + " octets looks like a key of "
              + (length - salt)
              + " and a salt of "
              + salt
              + " in one, as GStreamer sends them; the RFC has TEK+SALT for that");
    }
  }

  @Override
  public void encode(KeyDataSubPayload subPayload, OctetWriter out) {
    out.u8(subPayload.keyType().value() << 4 | subPayload.validity().kvType());
    byte[] key = subPayload.openKey();
    try {
      out.u16(key.length).octets(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
    if (subPayload.keyType().hasSalt()) {
      out.u16(subPayload.salt().length()).octets(subPayload.salt());
    }
    KeyValidityCodec.encode(subPayload.validity(), out);
  }

  /** Writes a chain of Key data alone. */
  static byte[] encodeAll(List<KeyDataSubPayload> subPayloads) {
    int length = subPayloads.stream().mapToInt(KeyDataCodec::length).reduce(0, Math::addExact);
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "key data of " + length + " octets exceeds " + MAX_LENGTH + " octets");
    }
    // Not closed: the sub-payloads stay the caller's.
    return new SubPayloadChain(subPayloads).encode();
  }

  private static int length(KeyDataSubPayload subPayload) {
    int salt = subPayload.keyType().hasSalt() ? 2 + subPayload.salt().length() : 0;
    return 4 + subPayload.keyLength() + salt + length(subPayload.validity());
  }

  private static int length(KeyValidity validity) {
    OctetWriter out = new OctetWriter(16);
    KeyValidityCodec.encode(validity, out);
    return out.length();
  }
}
