package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The PKE payload (RFC 3830 6.3): the envelope key under a public key. Immutable, thread-safe.
 *
 * @param cache whether the envelope key is to be cached
 * @param data 0..16383 octets
 */
public record PkePayload(CacheIndicator cache, Octets data) implements Payload {
  static final PayloadCodec<PkePayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 16383 octets
   */
  public PkePayload {
    Objects.requireNonNull(cache);
    Widths.fourteenBits("PKE data length", data.length());
  }

  @Override
  public int type() {
    return PayloadType.PKE.value();
  }

  private static final class Codec implements PayloadCodec<PkePayload> {
    @Override
    public PayloadType type() {
      return PayloadType.PKE;
    }

    @Override
    public Class<PkePayload> payloadClass() {
      return PkePayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.3";
    }

    private static final int LENGTH_BITS = 14;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final BitFields C_AND_LENGTH =
        BitFields.of(
            "C and data length",
            new BitFields.Part("cache", 2),
            new BitFields.Part("dataLength", LENGTH_BITS));

    @Override
    public PkePayload decode(OctetReader in) throws MikeyFormatException {
      int at = in.position();
      int octets = in.shared(C_AND_LENGTH);
      CacheIndicator cache = new CacheIndicator(octets >> LENGTH_BITS);
      int length = octets & LENGTH_MASK;
      in.codePointField("cache", at, 2, cache);
      in.field("dataLength", at, 2, length);
      return new PkePayload(cache, in.octets("data", length));
    }

    @Override
    public void encode(PkePayload payload, OctetWriter out) {
      out.u16(payload.cache.value() << LENGTH_BITS | payload.data.length()).octets(payload.data);
    }
  }
}
