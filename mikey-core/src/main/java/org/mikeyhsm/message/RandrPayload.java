package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The RANDR payload (RFC 6043 6.8): a random value with its role. Immutable, thread-safe.
 *
 * @param role who made it
 * @param rand 0..255 octets; it SHOULD be at least 16
 */
public record RandrPayload(RandRole role, Octets rand) implements Payload {
  static final PayloadCodec<RandrPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code rand} has more than 255 octets
   */
  public RandrPayload {
    Objects.requireNonNull(role);
    Widths.octet("RAND length", rand.length());
  }

  @Override
  public int type() {
    return PayloadType.RANDR.value();
  }

  private static final class Codec implements PayloadCodec<RandrPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.RANDR;
    }

    @Override
    public Class<RandrPayload> payloadClass() {
      return RandrPayload.class;
    }

    @Override
    public String section() {
      return "RFC 6043 6.8";
    }

    @Override
    public RandrPayload decode(OctetReader in) throws MikeyFormatException {
      RandRole role = in.codePoint("randRole", RandRole::new);
      return new RandrPayload(role, RandPayload.decodeRand(in));
    }

    @Override
    public void encode(RandrPayload payload, OctetWriter out) {
      out.u8(payload.role.value()).u8(payload.rand.length()).octets(payload.rand);
    }
  }
}
