package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The DH payload (RFC 3830 6.4). Immutable, thread-safe.
 *
 * @param group the Diffie-Hellman group
 * @param value the public value, as long as the group says
 * @param reserved the 4 bits that the RFC reserves, kept as they came; send 0
 * @param validity when the key is to be used
 */
public record DhPayload(DhGroup group, Octets value, int reserved, KeyValidity validity)
    implements Payload {
  static final PayloadCodec<DhPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code value} has another length than the group's, the
   *     group's is not known, or {@code reserved} is not in 0..15
   */
  public DhPayload {
    ImplicitLength.check("DH group", group, group.valueLength(), value);
    Widths.fourBits("reserved", reserved);
    Objects.requireNonNull(validity);
  }

  @Override
  public int type() {
    return PayloadType.DH.value();
  }

  private static final class Codec implements PayloadCodec<DhPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.DH;
    }

    @Override
    public Class<DhPayload> payloadClass() {
      return DhPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.4";
    }

    @Override
    public DhPayload decode(OctetReader in) throws MikeyFormatException {
      int groupAt = in.position();
      DhGroup group = in.codePoint("dhGroup", DhGroup::new);
      int length = ImplicitLength.of(in, groupAt, "DH group", group, group.valueLength());
      Octets value = in.octets("dhValue", length);
      KeyValidityCodec.Start start = KeyValidityCodec.decodeStart(in);
      return new DhPayload(
          group, value, start.reserved(), KeyValidityCodec.decode(in, start.at(), start.type()));
    }

    @Override
    public void encode(DhPayload payload, OctetWriter out) {
      out.u8(payload.group.value()).octets(payload.value);
      KeyValidityCodec.encodeStart(payload.reserved, payload.validity, out);
      KeyValidityCodec.encode(payload.validity, out);
    }
  }
}
