package org.mikeyhsm.message;

import java.util.List;

/**
 * The data of one kind of general extension: how it is read. The payload keeps the octets whether
 * they can be read or not; a new extension is one record that holds its codec, and one entry in
 * {@link ExtensionCodecs}.
 *
 * @param <E> what the data says
 */
interface ExtensionCodec<E> {
  /** What the trace calls the contents. */
  String CONTENT = "content";

  ExtensionType type();

  /** Where the extension is defined, e.g. "RFC 4563 4". */
  String section();

  /** Reads the data to its end and traces it as the list {@link #CONTENT}. */
  E decode(OctetReader in) throws MikeyFormatException;

  /** What the decoder looks for inside the payload's data. */
  default OctetReader.Inside inside() {
    return new OctetReader.Inside(
        type().name() + " data",
        PayloadType.GENERAL_EXT.name(),
        section(),
        false,
        List.of(this::decode));
  }

  /**
   * Reads a payload of this kind.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  default E of(GeneralExtensionPayload payload) throws MikeyFormatException {
    if (!payload.extensionType().equals(type())) {
      throw new IllegalArgumentException(
          payload.extensionType().name() + " is no " + type().name() + " extension");
    }
    return decode(OctetReader.of(payload.data(), PayloadType.GENERAL_EXT.name(), section()));
  }
}
