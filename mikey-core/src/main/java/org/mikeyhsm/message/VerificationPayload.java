package org.mikeyhsm.message;

/**
 * The V payload (RFC 3830 6.9). Immutable, thread-safe.
 *
 * @param authAlg the MAC algorithm
 * @param data the MAC, as long as the algorithm says
 */
public record VerificationPayload(MacAlg authAlg, Octets data) implements Payload {
  static final PayloadCodec<VerificationPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has another length than the algorithm's, or
   *     the algorithm's is not known
   */
  public VerificationPayload {
    ImplicitLength.check("MAC algorithm", authAlg, authAlg.macLength(), data);
  }

  @Override
  public int type() {
    return PayloadType.V.value();
  }

  private static final class Codec implements PayloadCodec<VerificationPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.V;
    }

    @Override
    public Class<VerificationPayload> payloadClass() {
      return VerificationPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.9";
    }

    @Override
    public VerificationPayload decode(OctetReader in) throws MikeyFormatException {
      int authAlgAt = in.position();
      MacAlg authAlg = in.codePoint("authAlg", MacAlg::new);
      int length = ImplicitLength.of(in, authAlgAt, "MAC algorithm", authAlg, authAlg.macLength());
      return new VerificationPayload(authAlg, in.octets("data", length));
    }

    @Override
    public void encode(VerificationPayload payload, OctetWriter out) {
      out.u8(payload.authAlg.value()).octets(payload.data);
    }
  }
}
