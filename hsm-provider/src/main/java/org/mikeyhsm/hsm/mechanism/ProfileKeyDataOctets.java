package org.mikeyhsm.hsm.mechanism;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.KvType;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SubPayloadChain;

/**
 * The octets of the MIKEY profile's key data mechanisms: what their parameters hold, and what the
 * attributes of the keys say that they make. Integers are big-endian, sizes in octets.
 */
final class ProfileKeyDataOctets {
  /** Next payload of the first sub-payload: Key data (RFC 3830 Table 6.1.b). */
  static final byte KEY_DATA = 20;

  /** Next payload of the first sub-payload: an identity before the keys. */
  static final byte IDENTITY = 6;

  private static final int PROTECTION = 21;

  /** Before a key: next payload, type and KV, key length (RFC 3830 section 6.13). */
  private static final int HEADER = 4;

  private ProfileKeyDataOctets() {}

  /** Encr alg (1), handle of S (8), CSB ID (4), T (8). */
  static byte[] protection(int encrAlg, KeyDataProtection protection, ObjectHandle salt) {
    return ByteBuffer.allocate(PROTECTION)
        .put((byte) encrAlg)
        .putLong(salt.value())
        .putInt(protection.csbId())
        .putLong(protection.timestamp())
        .array();
  }

  /** Of key data to open: the protection (21), the first sub-payload's type (1). */
  static byte[] toOpen(byte[] protection, byte firstPayload) {
    return ByteBuffer.allocate(protection.length + 1).put(protection).put(firstPayload).array();
  }

  /** Of keys to make: the handle of encr_key (8), the protection (21), {@link #requested}. */
  static byte[] toGenerate(ObjectHandle encrKey, byte[] protection, byte[] requested) {
    return ByteBuffer.allocate(Long.BYTES + protection.length + requested.length)
        .putLong(encrKey.value())
        .put(protection)
        .put(requested)
        .array();
  }

  /**
   * The identity with its length (2), n (1), then for each key: Type and KV (1), key length (2),
   * salt length (2), KV data length (2), KV data.
   */
  static byte[] requested(Optional<IdPayload> identity, List<KeyDataRequest> requests) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(identified(identity));
    octets.write(requests.size());
    for (KeyDataRequest request : requests) {
      byte[] validity = validity(request.validity());
      octets.writeBytes(
          ByteBuffer.allocate(7)
              .put(typeAndKv(request.keyType(), request.validity()))
              .putShort((short) request.keyLength())
              .putShort((short) request.saltLength())
              .putShort((short) validity.length)
              .array());
      octets.writeBytes(validity);
    }
    return octets.toByteArray();
  }

  /** How long the key data of these keys is before it is encrypted. */
  static int clearLength(Optional<IdPayload> identity, List<KeyDataRequest> requests) {
    int length = identified(identity).length - Short.BYTES;
    for (KeyDataRequest request : requests) {
      length += HEADER + request.keyLength() + validity(request.validity()).length;
      length += request.keyType().hasSalt() ? Short.BYTES + request.saltLength() : 0;
    }
    return length;
  }

  /**
   * Of keys that exist: the protection (21), the identity with its length (2), n (1), then for each
   * key: handle (8), Type and KV (1), salt length (2), salt, KV data length (2), KV data.
   */
  static byte[] toWrap(
      byte[] protection,
      IdPayload identity,
      List<TransportedKey> keys,
      List<ObjectHandle> handles) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(protection);
    octets.writeBytes(identified(Optional.of(identity)));
    octets.write(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      TransportedKey key = keys.get(i);
      byte[] validity = validity(key.validity());
      octets.writeBytes(
          ByteBuffer.allocate(13 + key.salt().length())
              .putLong(handles.get(i).value())
              .put(typeAndKv(key.keyType(), key.validity()))
              .putShort((short) key.salt().length())
              .put(key.salt().toArray())
              .putShort((short) validity.length)
              .array());
      octets.writeBytes(validity);
    }
    return octets.toByteArray();
  }

  /**
   * What kind of key a new one is.
   *
   * @throws KeyRefusedException if the token does not tell
   */
  static KeyDataType type(Attributes told) {
    return new KeyDataType(typeAndKv(told) >>> 4);
  }

  /**
   * The validity of a new key, read by the codec.
   *
   * @throws KeyRefusedException if the token does not tell it as RFC 3830 has it
   */
  static KeyValidity validity(Attributes told) {
    byte[] data =
        told.octets(AttributeType.MIKEY_KEY_VALIDITY).map(Octets::toArray).orElse(new byte[0]);
    int kv = typeAndKv(told) & 0xF;
    if (kv == KvType.NULL.value() && data.length == 0) {
      return KeyValidity.none();
    }
    byte[] octets =
        ByteBuffer.allocate(HEADER + 1 + data.length)
            .put((byte) 0)
            .put((byte) kv)
            .putShort((short) 1)
            .put((byte) 0)
            .put(data)
            .array();
    try (KeyDataSubPayload blank = KeyDataSubPayload.decodeAll(octets, 0, octets.length).get(0)) {
      return blank.validity();
    } catch (MikeyFormatException e) {
      throw new KeyRefusedException("the token does not tell a key's validity as RFC 3830 has it");
    }
  }

  private static int typeAndKv(Attributes told) {
    Octets octets = told.octets(AttributeType.MIKEY_KEY_DATA_TYPE).orElse(Octets.empty());
    if (octets.length() != 1) {
      throw new KeyRefusedException("the token does not tell what kind of key it has");
    }
    return octets.toArray()[0] & 0xFF;
  }

  private static byte typeAndKv(KeyDataType type, KeyValidity validity) {
    return (byte) (type.value() << 4 | validity.kvType());
  }

  /** Length (2), then an ID payload whose next payload is Key data; or length 0. */
  private static byte[] identified(Optional<IdPayload> identity) {
    if (identity.isEmpty()) {
      return new byte[Short.BYTES];
    }
    byte[] payload = new SubPayloadChain(List.of(identity.get())).encode();
    payload[0] = KEY_DATA;
    return ByteBuffer.allocate(Short.BYTES + payload.length)
        .putShort((short) payload.length)
        .put(payload)
        .array();
  }

  /** KV data of RFC 3830 section 6.14, as the codec writes it behind a key of one octet. */
  private static byte[] validity(KeyValidity validity) {
    try (KeyDataSubPayload blank =
        new KeyDataSubPayload(
            KeyDataType.TGK, SecretOctets.copyOf(new byte[1]), Octets.empty(), validity)) {
      byte[] octets = KeyDataSubPayload.encodeAll(List.of(blank));
      return Arrays.copyOfRange(octets, HEADER + 1, octets.length);
    }
  }
}
