package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The KEMAC payload (RFC 3830 6.2): encrypted Key data sub-payloads and a MAC.
 *
 * <p>With Encr alg NULL the data is keys in clear; then neither {@link #toString()} nor a trace
 * shows it. Immutable, thread-safe.
 *
 * @param encrAlg how the data is encrypted
 * @param encrData 0..65535 octets
 * @param macAlg the MAC algorithm
 * @param mac the MAC, as long as the algorithm says
 */
public record KemacPayload(EncrAlg encrAlg, Octets encrData, MacAlg macAlg, Octets mac)
    implements Payload {
  static final PayloadCodec<KemacPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code encrData} has more than 65535 octets, {@code mac}
   *     has another length than the algorithm's, or the algorithm's is not known
   */
  public KemacPayload {
    Objects.requireNonNull(encrAlg);
    Widths.twoOctets("Encr data length", encrData.length());
    MacField.check(macAlg, mac);
  }

  @Override
  public int type() {
    return PayloadType.KEMAC.value();
  }

  /** Names the algorithms and shows the octets, except the data under Encr alg NULL. */
  @Override
  public String toString() {
    String data =
        encrAlg.equals(EncrAlg.NULL)
            ? OctetReader.notShown(encrData.length())
            : encrData.toString();
    return "KemacPayload[encrAlg="
        + encrAlg.name()
        + ", encrData="
        + data
        + ", macAlg="
        + macAlg.name()
        + ", mac="
        + mac
        + "]";
  }

  private static final class Codec implements PayloadCodec<KemacPayload> {
    /** Including the Next payload field (RFC 3830 6.13). */
    private static final int MAX_LENGTH = 1 << 16;

    @Override
    public PayloadType type() {
      return PayloadType.KEMAC;
    }

    @Override
    public Class<KemacPayload> payloadClass() {
      return KemacPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.2";
    }

    @Override
    public KemacPayload decode(OctetReader in) throws MikeyFormatException {
      int start = in.position() - 1;
      EncrAlg encrAlg = in.codePoint("encrAlg", EncrAlg::new);
      int length = in.u16("encrDataLength");
      Octets encrData;
      if (encrAlg.equals(EncrAlg.NULL)) {
        OctetReader clear =
            in.overKeys("encrData", length, PayloadType.KEY_DATA.name(), KeyDataCodec.SECTION);
        encrData = in.clearKeys("encrData", length);
        explain(in, clear);
      } else {
        encrData = in.octets("encrData", length);
      }
      int macAlgAt = in.position();
      MacAlg macAlg = in.codePoint("macAlg", MacAlg::new);
      Octets mac = in.octets("mac", MacField.length(in, macAlgAt, macAlg));
      if (in.position() - start > MAX_LENGTH) {
        in.note(start, "KEMAC is longer than 65536 octets");
      }
      return new KemacPayload(encrAlg, encrData, macAlg, mac);
    }

    /** What is inside is not this layer's business: if it does not parse, that is only said. */
    private static void explain(OctetReader in, OctetReader clear) {
      try {
        KeyDataCodec.decodeAll(clear).forEach(KeyDataSubPayload::close);
        in.adopt(clear);
      } catch (MikeyFormatException e) {
        in.note(e.offset(), "the clear key data does not parse: " + e.reason());
      }
    }

    @Override
    public void encode(KemacPayload payload, OctetWriter out) {
      out.u8(payload.encrAlg.value())
          .u16(payload.encrData.length())
          .octets(payload.encrData)
          .u8(payload.macAlg.value())
          .octets(payload.mac);
    }
  }
}
