package org.mikeyhsm.message;

/** The common header on the wire (RFC 3830 6.1). */
final class HeaderCodec {
  static final String NAME = "HDR";
  static final String SECTION = "RFC 3830 6.1";

  /** Where the V flag and PRF func are. */
  static final int FLAGS_OFFSET = 3;

  /** Where the CS ID map info begins. */
  static final int CS_ID_MAP_OFFSET = 10;

  private static final int V_BIT = 0x80;
  private static final BitFields FLAGS =
      BitFields.of("V and PRF func", new BitFields.Part("v", 1), new BitFields.Part("prfFunc", 7));

  private HeaderCodec() {}

  /** A header with the Next payload field that stands in its midst. */
  record Decoded(CommonHeader header, OctetReader.Next next) {}

  static Decoded decode(OctetReader in) throws MikeyFormatException {
    int start = in.position();
    int version = in.u8("version");
    if (version != CommonHeader.VERSION) {
      throw in.error(start, "version " + version + " is not 1");
    }
    DataType dataType = in.codePoint("dataType", DataType::new);
    OctetReader.Next next = in.nextPayload();

    int flagsAt = in.position();
    int flags = in.shared(FLAGS);
    boolean v = (flags & V_BIT) != 0;
    PrfFunc prfFunc = new PrfFunc(flags & ~V_BIT);
    in.field("v", flagsAt, 1, v ? 1 : 0, v ? "response expected" : "no response expected");
    in.codePointField("prfFunc", flagsAt, 1, prfFunc);
    // RFC 3830 knows no PRF but 0: the octet 1 is more likely a V bit put at the wrong end.
    if (flags == 1 && dataType.value() <= DataType.ERROR.value()) {
      in.note(flagsAt, "PRF func 1 without V: the sender may take the lowest bit for the V bit");
    }

    int csbId = in.hex32("csbId");
    int count = in.u8("csCount");
    int mapTypeAt = in.position();
    CsIdMapType mapType = in.codePoint("csIdMapType", CsIdMapType::new);
    CsIdMapCodec<?> mapCodec =
        CsIdMapCodecs.of(mapType)
            .orElseThrow(
                () ->
                    in.error(
                        mapTypeAt,
                        "CS ID map type "
                            + mapType.value()
                            + " ("
                            + mapType.name()
                            + ") is not known, so its length cannot be known"));
    CsIdMap map = mapCodec.decode(in, count);
    return new Decoded(new CommonHeader(dataType, v, prfFunc, csbId, map), next);
  }

  static void encode(CommonHeader header, int next, OctetWriter out) {
    out.u8(CommonHeader.VERSION)
        .u8(header.dataType().value())
        .u8(next)
        .u8((header.v() ? V_BIT : 0) | header.prfFunc().value())
        .u32(header.csbId())
        .u8(header.csIdMap().count())
        .u8(header.csIdMap().type());
    CsIdMapCodecs.encode(CsIdMapCodecs.of(header.csIdMap()), header.csIdMap(), out);
  }
}
