package org.mikeyhsm.message;

/**
 * The CSB_ID extension (RFC 4738 3.6 and 3.9.3): the crypto session bundle that a group's members
 * derive keys with, in place of the header's. Immutable, thread-safe.
 *
 * @param csbId the crypto session bundle, 32 bits
 */
public record CsbIdExtension(int csbId) {
  static final ExtensionCodec<CsbIdExtension> CODEC = new Codec();

  /**
   * Reads the payload.
   *
   * @throws MikeyFormatException if its data is not 4 octets
   * @throws IllegalArgumentException if the payload is another extension
   */
  public static CsbIdExtension of(GeneralExtensionPayload payload) throws MikeyFormatException {
    return CODEC.of(payload);
  }

  /** The payload that says this. */
  public GeneralExtensionPayload toPayload() {
    return new GeneralExtensionPayload(
        ExtensionType.CSB_ID, Octets.of(new OctetWriter(Integer.BYTES).u32(csbId).toArray()));
  }

  private static final class Codec implements ExtensionCodec<CsbIdExtension> {
    @Override
    public ExtensionType type() {
      return ExtensionType.CSB_ID;
    }

    @Override
    public String section() {
      return "RFC 4738 3.9.3";
    }

    @Override
    public CsbIdExtension decode(OctetReader in) throws MikeyFormatException {
      CsbIdExtension extension =
          in.single(CONTENT, element -> new CsbIdExtension(element.hex32("csbId")));
      in.requireEnd("the CSB ID");
      return extension;
    }
  }
}
