package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The Key ID extension (RFC 4563 4): which keys the message is about. Immutable, thread-safe.
 *
 * @param keyIds in the order of the wire
 */
public record KeyIdExtension(List<KeyId> keyIds) {
  static final ExtensionCodec<KeyIdExtension> CODEC = new Codec();

  /** Copies the list. */
  public KeyIdExtension {
    keyIds = List.copyOf(keyIds);
  }

  /**
   * Reads the payload.
   *
   * @throws MikeyFormatException if its data is anything else; its offset is one of the data
   * @throws IllegalArgumentException if the payload is another extension
   */
  public static KeyIdExtension of(GeneralExtensionPayload payload) throws MikeyFormatException {
    return CODEC.of(payload);
  }

  /**
   * The payload that says this.
   *
   * @throws IllegalArgumentException if it does not fit into 65535 octets
   */
  public GeneralExtensionPayload toPayload() {
    OctetWriter out = new OctetWriter(64);
    for (KeyId keyId : keyIds) {
      out.u8(keyId.keyIdType().value()).u8(keyId.id().length()).octets(keyId.id());
    }
    return new GeneralExtensionPayload(ExtensionType.KEY_ID, Octets.of(out.toArray()));
  }

  private static final class Codec implements ExtensionCodec<KeyIdExtension> {
    @Override
    public ExtensionType type() {
      return ExtensionType.KEY_ID;
    }

    @Override
    public String section() {
      return "RFC 4563 4";
    }

    @Override
    public KeyIdExtension decode(OctetReader in) throws MikeyFormatException {
      List<KeyId> keyIds = new ArrayList<>();
      ListReader list = in.list(CONTENT, section());
      while (in.remaining() > 0) {
        keyIds.add(
            list.next(
                section(),
                element ->
                    new KeyId(
                        element.codePoint("keyIdType", KeyIdType::new),
                        element.octets("keyId", element.u8("keyIdLength")))));
      }
      list.end();
      return new KeyIdExtension(keyIds);
    }
  }
}
