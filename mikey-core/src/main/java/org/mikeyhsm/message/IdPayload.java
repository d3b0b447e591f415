package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The ID payload (RFC 3830 6.7). Immutable, thread-safe.
 *
 * @param idType the kind of identity
 * @param data 0..65535 octets
 */
public record IdPayload(IdType idType, Octets data) implements Payload, SubPayload {
  static final PayloadCodec<IdPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 65535 octets
   */
  public IdPayload {
    Objects.requireNonNull(idType);
    Widths.twoOctets("ID length", data.length());
  }

  /**
   * A URI, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it has more than 65535 octets
   */
  public static IdPayload uri(String uri) {
    return new IdPayload(IdType.URI, Octets.ofUtf8(uri));
  }

  /**
   * A network access identifier, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it has more than 65535 octets
   */
  public static IdPayload nai(String nai) {
    return new IdPayload(IdType.NAI, Octets.ofUtf8(nai));
  }

  @Override
  public int type() {
    return PayloadType.ID.value();
  }

  private static final class Codec implements PayloadCodec<IdPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.ID;
    }

    @Override
    public Class<IdPayload> payloadClass() {
      return IdPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.7";
    }

    @Override
    public IdPayload decode(OctetReader in) throws MikeyFormatException {
      IdType idType = in.codePoint("idType", IdType::new);
      int length = in.u16("idLength");
      return new IdPayload(idType, in.identity("data", length, idType.isText()));
    }

    @Override
    public void encode(IdPayload payload, OctetWriter out) {
      out.u8(payload.idType.value()).u16(payload.data.length()).octets(payload.data);
    }
  }
}
