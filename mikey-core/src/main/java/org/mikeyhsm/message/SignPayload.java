package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The SIGN payload (RFC 3830 6.5). It has no Next payload field: it is the last of its message.
 * What is signed is the mode's business; RFC 3830 5.2 has everything but the signature's own
 * octets. Immutable, thread-safe.
 *
 * @param signatureType the algorithm
 * @param signature 0..4095 octets
 */
public record SignPayload(SignatureType signatureType, Octets signature) implements Payload {
  static final PayloadCodec<SignPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code signature} has more than 4095 octets
   */
  public SignPayload {
    Objects.requireNonNull(signatureType);
    Widths.twelveBits("signature length", signature.length());
  }

  @Override
  public int type() {
    return PayloadType.SIGN.value();
  }

  private static final class Codec implements PayloadCodec<SignPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.SIGN;
    }

    @Override
    public Class<SignPayload> payloadClass() {
      return SignPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.5";
    }

    private static final int LENGTH_BITS = 12;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final BitFields TYPE_AND_LENGTH =
        BitFields.of(
            "S type and signature length",
            new BitFields.Part("signatureType", 4),
            new BitFields.Part("signatureLength", LENGTH_BITS));

    /** Two numbers and an uncompressed point over P-256. */
    private static final int ECCSI_LENGTH = 129;

    @Override
    public boolean hasNextPayload() {
      return false;
    }

    @Override
    public SignPayload decode(OctetReader in) throws MikeyFormatException {
      int at = in.position();
      int octets = in.shared(TYPE_AND_LENGTH);
      SignatureType signatureType = new SignatureType(octets >> LENGTH_BITS);
      int length = octets & LENGTH_MASK;
      in.codePointField("signatureType", at, 2, signatureType);
      in.field("signatureLength", at, 2, length);
      if (signatureType.equals(SignatureType.ECCSI) && length != ECCSI_LENGTH) {
        in.note(at, "an ECCSI signature over P-256 has 129 octets (RFC 6507 3.3), not " + length);
      }
      return new SignPayload(signatureType, in.octets("signature", length));
    }

    @Override
    public void encode(SignPayload payload, OctetWriter out) {
      out.u16(payload.signatureType.value() << LENGTH_BITS | payload.signature.length())
          .octets(payload.signature);
    }
  }
}
