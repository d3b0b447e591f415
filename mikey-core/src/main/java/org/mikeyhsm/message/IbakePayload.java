package org.mikeyhsm.message;

/**
 * The IBAKE payload (RFC 6267 6.1.1): identities and ECCPT sub-payloads under an identity-based
 * encryption; {@link SubPayloadChain} reads what is inside once it is decrypted. Immutable,
 * thread-safe.
 *
 * @param encrData 0..65535 octets
 */
public record IbakePayload(Octets encrData) implements Payload {
  static final PayloadCodec<IbakePayload> CODEC = new Codec();

  /**
   * Holds the octets.
   *
   * @throws IllegalArgumentException if they are more than 65535
   */
  public IbakePayload {
    Widths.twoOctets("Encr data length", encrData.length());
  }

  @Override
  public int type() {
    return PayloadType.IBAKE.value();
  }

  private static final class Codec implements PayloadCodec<IbakePayload> {
    @Override
    public PayloadType type() {
      return PayloadType.IBAKE;
    }

    @Override
    public Class<IbakePayload> payloadClass() {
      return IbakePayload.class;
    }

    @Override
    public String section() {
      return "RFC 6267 6.1.1";
    }

    @Override
    public IbakePayload decode(OctetReader in) throws MikeyFormatException {
      return new IbakePayload(in.octets("encrData", in.u16("encrDataLength")));
    }

    @Override
    public void encode(IbakePayload payload, OctetWriter out) {
      out.u16(payload.encrData.length()).octets(payload.encrData);
    }
  }
}
