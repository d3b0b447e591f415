package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The ERR payload (RFC 3830 6.12). Immutable, thread-safe.
 *
 * @param errorNo the error
 * @param reserved the 16 bits that the RFC reserves, kept as they came; send 0
 */
public record ErrorPayload(ErrorNo errorNo, int reserved) implements Payload {
  static final PayloadCodec<ErrorPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code reserved} is not in 0..65535
   */
  public ErrorPayload {
    Objects.requireNonNull(errorNo);
    Widths.twoOctets("reserved", reserved);
  }

  @Override
  public int type() {
    return PayloadType.ERR.value();
  }

  private static final class Codec implements PayloadCodec<ErrorPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.ERR;
    }

    @Override
    public Class<ErrorPayload> payloadClass() {
      return ErrorPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.12";
    }

    @Override
    public ErrorPayload decode(OctetReader in) throws MikeyFormatException {
      ErrorNo errorNo = in.codePoint("errorNo", ErrorNo::new);
      int reservedAt = in.position();
      int reserved = in.u16("reserved");
      if (reserved != 0) {
        in.note(reservedAt, "the reserved bits are not zero");
      }
      return new ErrorPayload(errorNo, reserved);
    }

    @Override
    public void encode(ErrorPayload payload, OctetWriter out) {
      out.u8(payload.errorNo.value()).u16(payload.reserved);
    }
  }
}
