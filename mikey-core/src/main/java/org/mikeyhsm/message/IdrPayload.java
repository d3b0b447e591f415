package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The IDR payload (RFC 6043 6.6): an identity with its role. Immutable, thread-safe.
 *
 * @param role whose identity it is
 * @param idType the kind of identity
 * @param data 0..65535 octets
 */
public record IdrPayload(IdRole role, IdType idType, Octets data) implements Payload, SubPayload {
  static final PayloadCodec<IdrPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 65535 octets
   */
  public IdrPayload {
    Objects.requireNonNull(role);
    Objects.requireNonNull(idType);
    Widths.twoOctets("ID length", data.length());
  }

  /**
   * A URI, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it has more than 65535 octets
   */
  public static IdrPayload uri(IdRole role, String uri) {
    return new IdrPayload(role, IdType.URI, Octets.ofUtf8(uri));
  }

  @Override
  public int type() {
    return PayloadType.IDR.value();
  }

  private static final class Codec implements PayloadCodec<IdrPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.IDR;
    }

    @Override
    public Class<IdrPayload> payloadClass() {
      return IdrPayload.class;
    }

    @Override
    public String section() {
      return "RFC 6043 6.6";
    }

    @Override
    public IdrPayload decode(OctetReader in) throws MikeyFormatException {
      IdRole role = in.codePoint("idRole", IdRole::new);
      IdType idType = in.codePoint("idType", IdType::new);
      int length = in.u16("idLength");
      // 33.180's hashed identities come as the type URI, but they are no text.
      boolean hashed = role.equals(IdRole.HASHED_INITIATOR) || role.equals(IdRole.HASHED_RESPONDER);
      return new IdrPayload(role, idType, in.identity("data", length, idType.isText() && !hashed));
    }

    @Override
    public void encode(IdrPayload payload, OctetWriter out) {
      out.u8(payload.role.value())
          .u8(payload.idType.value())
          .u16(payload.data.length())
          .octets(payload.data);
    }
  }
}
