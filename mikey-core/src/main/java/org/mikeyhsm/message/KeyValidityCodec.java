package org.mikeyhsm.message;

/** Key validity data on the wire, as Key data and DH have it (RFC 3830 6.14). */
final class KeyValidityCodec {
  private static final String SECTION = "RFC 3830 6.14";
  private static final BitFields START =
      BitFields.of("Reserv and KV", new BitFields.Part("reserved", 4), new BitFields.Part("kv", 4));

  private KeyValidityCodec() {}

  /** Four reserved bits and the type, in the octet at {@code at}. */
  record Start(int reserved, KvType type, int at) {}

  /** Reads the octet in front of the data, as DH and ECCPT have it. */
  static Start decodeStart(OctetReader in) throws MikeyFormatException {
    int at = in.position();
    int octet = in.shared(START);
    int reserved = octet >> 4;
    KvType type = new KvType(octet & 0xF);
    in.field("reserved", at, 1, reserved);
    in.codePointField("kv", at, 1, type);
    if (reserved != 0) {
      in.note(at, "the reserved bits are not zero");
    }
    return new Start(reserved, type, at);
  }

  static void encodeStart(int reserved, KeyValidity validity, OctetWriter out) {
    out.u8(reserved << 4 | validity.kvType());
  }

  /** Reads the data of a type that stood at {@code typeAt}. */
  static KeyValidity decode(OctetReader in, int typeAt, KvType type) throws MikeyFormatException {
    OctetReader data = in.section(SECTION);
    return switch (type.value()) {
      case 0 -> KeyValidity.none();
      case 1 -> new KeyValidity.Spi(data.octets("spi", data.u8("spiLength")));
      case 2 -> {
        Octets from = data.octets("validFrom", data.u8("validFromLength"));
        yield new KeyValidity.Interval(from, data.octets("validTo", data.u8("validToLength")));
      }
      default ->
          throw in.error(typeAt, "KV is unassigned, so the length of its data cannot be known");
    };
  }

  static void encode(KeyValidity validity, OctetWriter out) {
    if (validity instanceof KeyValidity.Spi spi) {
      out.u8(spi.spi().length()).octets(spi.spi());
    } else if (validity instanceof KeyValidity.Interval interval) {
      out.u8(interval.from().length()).octets(interval.from());
      out.u8(interval.to().length()).octets(interval.to());
    }
  }
}
