package org.mikeyhsm.message;

/**
 * The RAND payload (RFC 3830 6.11). Immutable, thread-safe.
 *
 * @param rand 0..255 octets; it SHOULD be at least 16
 */
public record RandPayload(Octets rand) implements Payload {
  static final PayloadCodec<RandPayload> CODEC = new Codec();

  private static final int RECOMMENDED = 16;

  /**
   * Holds the octets.
   *
   * @throws IllegalArgumentException if they are more than 255
   */
  public RandPayload {
    Widths.octet("RAND length", rand.length());
  }

  @Override
  public int type() {
    return PayloadType.RAND.value();
  }

  /** Reads RAND length and RAND, as RAND and RANDR have them. */
  static Octets decodeRand(OctetReader in) throws MikeyFormatException {
    int lengthAt = in.position();
    int length = in.u8("randLength");
    if (length < RECOMMENDED) {
      in.note(lengthAt, "RAND of " + length + " octets is shorter than the recommended 16");
    }
    return in.octets("rand", length);
  }

  private static final class Codec implements PayloadCodec<RandPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.RAND;
    }

    @Override
    public Class<RandPayload> payloadClass() {
      return RandPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.11";
    }

    @Override
    public RandPayload decode(OctetReader in) throws MikeyFormatException {
      return new RandPayload(decodeRand(in));
    }

    @Override
    public void encode(RandPayload payload, OctetWriter out) {
      out.u8(payload.rand.length()).octets(payload.rand);
    }
  }
}
