package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The SAKKE payload (RFC 6509 4.2). Immutable, thread-safe.
 *
 * @param params the parameter set
 * @param idScheme how the receiver's identifier is made
 * @param data the SAKKE Encapsulated Data (RFC 6508 4), 0..65535 octets
 */
public record SakkePayload(SakkeParams params, IdScheme idScheme, Octets data) implements Payload {
  static final PayloadCodec<SakkePayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code data} has more than 65535 octets
   */
  public SakkePayload {
    Objects.requireNonNull(params);
    Objects.requireNonNull(idScheme);
    Widths.twoOctets("SAKKE data length", data.length());
  }

  @Override
  public int type() {
    return PayloadType.SAKKE.value();
  }

  private static final class Codec implements PayloadCodec<SakkePayload> {
    @Override
    public PayloadType type() {
      return PayloadType.SAKKE;
    }

    @Override
    public Class<SakkePayload> payloadClass() {
      return SakkePayload.class;
    }

    @Override
    public String section() {
      return "RFC 6509 4.2";
    }

    /** A point of 2 x 128 octets behind its mark, and H of 128 bits. */
    private static final int SET_1_LENGTH = 1 + 2 * 128 + 16;

    /** The same if n of RFC 6508 4, which is bits, is taken for octets. */
    private static final int SET_1_LENGTH_MISREAD = 1 + 2 * 128 + 128;

    private static final int UNCOMPRESSED = 4;

    private static void diagnose(OctetReader in, int lengthAt, int dataAt, Octets data) {
      if (data.length() != SET_1_LENGTH) {
        in.note(
            lengthAt,
            "the data of parameter set 1 has 273 octets (RFC 6508 4), not "
                + data.length()
                + (data.length() == SET_1_LENGTH_MISREAD
                    ? ": n, 128 bits, was taken for 128 octets"
                    : ""));
      }
      if (!data.isEmpty() && data.toArray()[0] != UNCOMPRESSED) {
        in.note(dataAt, "the data does not begin with 04, the mark of an uncompressed point");
      }
    }

    @Override
    public SakkePayload decode(OctetReader in) throws MikeyFormatException {
      SakkeParams params = in.codePoint("sakkeParams", SakkeParams::new);
      IdScheme idScheme = in.codePoint("idScheme", IdScheme::new);
      int lengthAt = in.position();
      int length = in.u16("sakkeDataLength");
      int dataAt = in.position();
      Octets data = in.octets("sakkeData", length);
      if (params.equals(SakkeParams.PARAMETER_SET_1)) {
        diagnose(in, lengthAt, dataAt, data);
      }
      return new SakkePayload(params, idScheme, data);
    }

    @Override
    public void encode(SakkePayload payload, OctetWriter out) {
      out.u8(payload.params.value())
          .u8(payload.idScheme.value())
          .u16(payload.data.length())
          .octets(payload.data);
    }
  }
}
