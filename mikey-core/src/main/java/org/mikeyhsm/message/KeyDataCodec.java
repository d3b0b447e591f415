package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A chain of Key data sub-payloads on the wire (RFC 3830 6.13). */
final class KeyDataCodec {
  static final String SECTION = "RFC 3830 6.13";

  /** 65536 without KEMAC's own fields (5 octets) and the longest MAC (32 octets). */
  private static final int MAX_LENGTH = (1 << 16) - 5 - 32;

  private KeyDataCodec() {}

  /** Reads to the end of {@code in}; wipes what it read when it throws. */
  static List<KeyDataSubPayload> decodeAll(OctetReader in) throws MikeyFormatException {
    int start = in.position();
    List<KeyDataSubPayload> read = new ArrayList<>();
    List<Map<String, Object>> trace = new ArrayList<>();
    boolean complete = false;
    try {
      boolean more = in.remaining() > 0;
      while (more) {
        more = in.element(trace, SECTION, element -> decode(element, read));
      }
      in.requireEnd("the last Key data sub-payload");
      in.list("keyData", start, trace, SECTION);
      complete = true;
      return List.copyOf(read);
    } finally {
      if (!complete) {
        read.forEach(KeyDataSubPayload::close);
      }
    }
  }

  /** Adds one sub-payload to {@code read}; whether another follows. */
  private static boolean decode(OctetReader in, List<KeyDataSubPayload> read)
      throws MikeyFormatException {
    OctetReader.Next next = in.nextPayload();
    boolean more = next.value() == PayloadType.KEY_DATA.value();
    if (!more && next.value() != PayloadType.LAST.value()) {
      throw in.error(next.offset(), "the Next payload is neither Key data nor the last");
    }
    int typesAt = in.position();
    int types = in.untraced8("Type and KV");
    KeyDataType keyType = new KeyDataType(types >> 4);
    KvType kvType = new KvType(types & 0xF);
    if (!keyType.isAssigned() || !kvType.isAssigned()) {
      throw in.error(typesAt, "Type or KV is unassigned, so the fields cannot be known");
    }
    in.codePointField("keyType", typesAt, keyType);
    in.codePointField("kv", typesAt, kvType);

    SecretOctets key = in.secret("keyData", in.u16("keyDataLength"));
    boolean taken = false;
    try {
      Octets salt = keyType.hasSalt() ? in.octets("salt", in.u16("saltLength")) : Octets.empty();
      KeyValidity validity = KeyValidityCodec.decode(in, typesAt, kvType);
      read.add(new KeyDataSubPayload(keyType, key, salt, validity));
      taken = true;
    } finally {
      if (!taken) {
        key.close();
      }
    }
    return more;
  }

  static byte[] encodeAll(List<KeyDataSubPayload> subPayloads) {
    int length = subPayloads.stream().mapToInt(KeyDataCodec::length).reduce(0, Math::addExact);
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "key data of " + length + " octets exceeds " + MAX_LENGTH + " octets");
    }
    // Of the exact size, so that no copy of a key is left behind by growing.
    OctetWriter out = new OctetWriter(length);
    for (int i = 0; i < subPayloads.size(); i++) {
      boolean last = i == subPayloads.size() - 1;
      encode(subPayloads.get(i), (last ? PayloadType.LAST : PayloadType.KEY_DATA).value(), out);
    }
    return out.toArrayAndWipe();
  }

  private static void encode(KeyDataSubPayload subPayload, int next, OctetWriter out) {
    out.u8(next).u8(subPayload.keyType().value() << 4 | subPayload.validity().kvType());
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
