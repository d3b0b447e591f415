package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The SAKKE-to-self extension (3GPP TS 33.180 E.5): the same key for the initiator's own identity,
 * as a whole SAKKE payload. Immutable, thread-safe.
 *
 * @param innerNext the Next payload field of the inner payload, 0..255, without meaning; send 0
 * @param sakke the inner payload
 */
public record SakkeToSelfExtension(int innerNext, SakkePayload sakke) {
  static final ExtensionCodec<SakkeToSelfExtension> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code innerNext} is not in 0..255
   */
  public SakkeToSelfExtension {
    Widths.octet("inner Next payload", innerNext);
    Objects.requireNonNull(sakke);
  }

  /**
   * Reads the payload.
   *
   * @throws MikeyFormatException if its data is anything else; its offset is one of the data
   * @throws IllegalArgumentException if the payload is another extension
   */
  public static SakkeToSelfExtension of(GeneralExtensionPayload payload)
      throws MikeyFormatException {
    return CODEC.of(payload);
  }

  /**
   * The payload that says this.
   *
   * @throws IllegalArgumentException if it does not fit into 65535 octets
   */
  public GeneralExtensionPayload toPayload() {
    OctetWriter out = new OctetWriter(512).u8(innerNext);
    SakkePayload.CODEC.encode(sakke, out);
    return new GeneralExtensionPayload(ExtensionType.SAKKE_TO_SELF, Octets.of(out.toArray()));
  }

  private static final class Codec implements ExtensionCodec<SakkeToSelfExtension> {
    @Override
    public ExtensionType type() {
      return ExtensionType.SAKKE_TO_SELF;
    }

    @Override
    public String section() {
      return "3GPP TS 33.180 E.5";
    }

    @Override
    public SakkeToSelfExtension decode(OctetReader in) throws MikeyFormatException {
      OctetReader sakke = in.view(PayloadType.SAKKE.name(), SakkePayload.CODEC.section());
      SakkeToSelfExtension extension =
          sakke.single(
              CONTENT,
              element -> {
                OctetReader.Next next = element.nextPayload();
                if (next.value() != PayloadType.LAST.value()) {
                  element.note(next.offset(), "the Next payload inside the extension is ignored");
                }
                return new SakkeToSelfExtension(next.value(), SakkePayload.CODEC.decode(element));
              });
      in.requireEnd("the inner SAKKE payload");
      return extension;
    }
  }
}
