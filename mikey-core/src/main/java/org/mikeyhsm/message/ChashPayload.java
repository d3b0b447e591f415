package org.mikeyhsm.message;

/**
 * The CHASH payload (RFC 3830 6.8): the hash of the certificate in use. Immutable, thread-safe.
 *
 * @param hashFunc the hash function
 * @param hash the hash, as long as the function says
 */
public record ChashPayload(HashFunc hashFunc, Octets hash) implements Payload {
  static final PayloadCodec<ChashPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code hash} has another length than the function's, or the
   *     function's is not known
   */
  public ChashPayload {
    ImplicitLength.check("hash function", hashFunc, hashFunc.hashLength(), hash);
  }

  @Override
  public int type() {
    return PayloadType.CHASH.value();
  }

  private static final class Codec implements PayloadCodec<ChashPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.CHASH;
    }

    @Override
    public Class<ChashPayload> payloadClass() {
      return ChashPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.8";
    }

    @Override
    public ChashPayload decode(OctetReader in) throws MikeyFormatException {
      int at = in.position();
      HashFunc hashFunc = in.codePoint("hashFunc", HashFunc::new);
      int length = ImplicitLength.of(in, at, "hash function", hashFunc, hashFunc.hashLength());
      return new ChashPayload(hashFunc, in.octets("hash", length));
    }

    @Override
    public void encode(ChashPayload payload, OctetWriter out) {
      out.u8(payload.hashFunc.value()).octets(payload.hash);
    }
  }
}
