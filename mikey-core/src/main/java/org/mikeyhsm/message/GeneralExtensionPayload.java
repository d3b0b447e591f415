package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The General extension payload (RFC 3830 6.15). What the data of an extension says is read by
 * {@link KeyIdExtension}, {@link CsbIdExtension}, {@link OmaBcastExtension} and {@link
 * SakkeToSelfExtension}. Immutable, thread-safe.
 *
 * @param extensionType the kind of extension
 * @param data 0..65535 octets
 */
public record GeneralExtensionPayload(ExtensionType extensionType, Octets data) implements Payload {
  static final PayloadCodec<GeneralExtensionPayload> CODEC = new Codec();

  private static final String SEPARATOR = ";";

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 65535 octets
   */
  public GeneralExtensionPayload {
    Objects.requireNonNull(extensionType);
    Widths.twoOctets("extension length", data.length());
  }

  /**
   * The list of the offered key management protocols, joined with ";" (RFC 4567 4.1.4 and 7).
   *
   * @param ids the protocol identifiers in the order of the SDP
   * @throws IllegalArgumentException if the list is empty, too long, or an identifier is empty or
   *     holds a ";"
   */
  public static GeneralExtensionPayload sdpIds(List<String> ids) {
    if (ids.isEmpty() || ids.stream().anyMatch(id -> id.isEmpty() || id.contains(SEPARATOR))) {
      throw new IllegalArgumentException("not a list of key management protocol identifiers");
    }
    return new GeneralExtensionPayload(
        ExtensionType.SDP_IDS, Octets.ofUtf8(String.join(SEPARATOR, ids)));
  }

  /** The key management protocols of an SDP IDs extension; empty for another type. */
  public Optional<List<String>> asSdpIds() {
    return extensionType.equals(ExtensionType.SDP_IDS)
        ? Optional.of(List.of(data.toUtf8().split(SEPARATOR, -1)))
        : Optional.empty();
  }

  @Override
  public int type() {
    return PayloadType.GENERAL_EXT.value();
  }

  private static final class Codec implements PayloadCodec<GeneralExtensionPayload> {
    private static final String PROTECTED_PARAMETERS =
        "an MCData Protected Payload (3GPP TS 33.180 8.5.4), encrypted under the key that is sent";

    @Override
    public PayloadType type() {
      return PayloadType.GENERAL_EXT;
    }

    @Override
    public Class<GeneralExtensionPayload> payloadClass() {
      return GeneralExtensionPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.15";
    }

    @Override
    public GeneralExtensionPayload decode(OctetReader in) throws MikeyFormatException {
      ExtensionType extensionType = in.codePoint("extensionType", ExtensionType::new);
      int length = in.u16("dataLength");
      return new GeneralExtensionPayload(extensionType, decodeData(in, extensionType, length));
    }

    private static Octets decodeData(OctetReader in, ExtensionType extensionType, int length)
        throws MikeyFormatException {
      if (extensionType.equals(ExtensionType.SDP_IDS)) {
        return in.text("data", length);
      }
      if (extensionType.equals(ExtensionType.THREE_GPP_KEY_PARAMETERS)) {
        return in.octets("data", length, octets -> Optional.of(PROTECTED_PARAMETERS));
      }
      Optional<ExtensionCodec<?>> codec = ExtensionCodecs.of(extensionType);
      return codec.isPresent()
          ? in.structured("data", length, codec.get().inside())
          : in.octets("data", length);
    }

    @Override
    public void encode(GeneralExtensionPayload payload, OctetWriter out) {
      out.u8(payload.extensionType.value()).u16(payload.data.length()).octets(payload.data);
    }
  }
}
