package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The OMA BCAST extension (RFC 5410 3). Immutable, thread-safe.
 *
 * @param subtype what the data is
 * @param data 0..65534 octets, defined by the OMA
 */
public record OmaBcastExtension(OmaBcastSubtype subtype, Octets data) {
  static final ExtensionCodec<OmaBcastExtension> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 65534 octets
   */
  public OmaBcastExtension {
    Objects.requireNonNull(subtype);
    Widths.twoOctets("extension length", 1 + data.length());
  }

  /**
   * Reads the payload.
   *
   * @throws MikeyFormatException if its data is empty
   * @throws IllegalArgumentException if the payload is another extension
   */
  public static OmaBcastExtension of(GeneralExtensionPayload payload) throws MikeyFormatException {
    return CODEC.of(payload);
  }

  /** The payload that says this. */
  public GeneralExtensionPayload toPayload() {
    OctetWriter out = new OctetWriter(1 + data.length()).u8(subtype.value()).octets(data);
    return new GeneralExtensionPayload(ExtensionType.OMA_BCAST, Octets.of(out.toArray()));
  }

  private static final class Codec implements ExtensionCodec<OmaBcastExtension> {
    @Override
    public ExtensionType type() {
      return ExtensionType.OMA_BCAST;
    }

    @Override
    public String section() {
      return "RFC 5410 3";
    }

    @Override
    public OmaBcastExtension decode(OctetReader in) throws MikeyFormatException {
      return in.single(
          CONTENT,
          element ->
              new OmaBcastExtension(
                  element.codePoint("subtype", OmaBcastSubtype::new),
                  element.octets("subtypeData", element.remaining())));
    }
  }
}
