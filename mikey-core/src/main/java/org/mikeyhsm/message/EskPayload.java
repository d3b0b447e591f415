package org.mikeyhsm.message;

/**
 * The ESK payload (RFC 6267 6.1.2): an identity and SK sub-payloads under an identity-based
 * encryption; {@link SubPayloadChain} reads what is inside once it is decrypted. Immutable,
 * thread-safe.
 *
 * @param encrData 0..65535 octets
 */
public record EskPayload(Octets encrData) implements Payload {
  static final PayloadCodec<EskPayload> CODEC = new Codec();

  /**
   * Holds the octets.
   *
   * @throws IllegalArgumentException if they are more than 65535
   */
  public EskPayload {
    Widths.twoOctets("Encr data length", encrData.length());
  }

  @Override
  public int type() {
    return PayloadType.ESK.value();
  }

  private static final class Codec implements PayloadCodec<EskPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.ESK;
    }

    @Override
    public Class<EskPayload> payloadClass() {
      return EskPayload.class;
    }

    @Override
    public String section() {
      return "RFC 6267 6.1.2";
    }

    @Override
    public EskPayload decode(OctetReader in) throws MikeyFormatException {
      return new EskPayload(in.octets("encrData", in.u16("encrDataLength")));
    }

    @Override
    public void encode(EskPayload payload, OctetWriter out) {
      out.u16(payload.encrData.length()).octets(payload.encrData);
    }
  }
}
