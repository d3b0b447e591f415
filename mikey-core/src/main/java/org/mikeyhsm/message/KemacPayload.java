package org.mikeyhsm.message;

import java.util.List;
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
    ImplicitLength.check("MAC algorithm", macAlg, macAlg.macLength(), mac);
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

    private static final OctetReader.Form KEYS = in -> SubPayloadChain.readKeyData(in).close();
    private static final OctetReader.Form ID_AND_KEYS = Codec::readIdAndKeys;

    private static final OctetReader.Inside CLEAR = inside(KEYS, ID_AND_KEYS);
    private static final OctetReader.Inside CLEAR_WITH_ID = inside(ID_AND_KEYS, KEYS);

    /** Without an assigned ID type, what stands there is likelier a key. */
    private static void readIdAndKeys(OctetReader in) throws MikeyFormatException {
      int start = in.position();
      try (SubPayloadChain chain = SubPayloadChain.readIdAndKeyData(in)) {
        if (!chain.all(IdPayload.class).stream().allMatch(id -> id.idType().isAssigned())) {
          throw in.error(start, "the ID type is not assigned");
        }
      }
    }

    private static OctetReader.Inside inside(OctetReader.Form... forms) {
      return new OctetReader.Inside(
          "clear key data",
          PayloadType.KEY_DATA.name(),
          KeyDataSubPayload.SECTION,
          true,
          List.of(forms));
    }

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
      Octets encrData =
          encrAlg.equals(EncrAlg.NULL)
              ? in.structured("encrData", length, in.idBeforeKeys() ? CLEAR_WITH_ID : CLEAR)
              : in.octets("encrData", length);
      int macAlgAt = in.position();
      MacAlg macAlg = in.codePoint("macAlg", MacAlg::new);
      int macLength = ImplicitLength.of(in, macAlgAt, "MAC algorithm", macAlg, macAlg.macLength());
      Octets mac = in.octets("mac", macLength);
      if (in.position() - start > MAX_LENGTH) {
        in.note(start, "KEMAC is longer than 65536 octets");
      }
      return new KemacPayload(encrAlg, encrData, macAlg, mac);
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
