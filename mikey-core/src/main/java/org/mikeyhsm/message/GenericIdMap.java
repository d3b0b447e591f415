package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The GENERIC-ID map, type 2 (RFC 6043 6.1.1): each crypto session tells its ID, policies, session
 * data and SPI. Immutable, thread-safe.
 *
 * @param entries 0..255 crypto sessions
 */
public record GenericIdMap(List<GenericId> entries) implements CsIdMap {
  static final CsIdMapCodec<GenericIdMap> CODEC = new Codec();

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it has more than 255 entries
   */
  public GenericIdMap {
    entries = List.copyOf(entries);
    Widths.octet("#CS", entries.size());
  }

  @Override
  public int type() {
    return CsIdMapType.GENERIC_ID.value();
  }

  @Override
  public int count() {
    return entries.size();
  }

  private static final class Codec implements CsIdMapCodec<GenericIdMap> {
    private static final String SECTION = "RFC 6043 6.1.1";
    private static final int S_BIT = 0x80;
    private static final BitFields S_AND_POLICY_COUNT =
        BitFields.of("S and #P", new BitFields.Part("s", 1), new BitFields.Part("policyCount", 7));

    @Override
    public CsIdMapType type() {
      return CsIdMapType.GENERIC_ID;
    }

    @Override
    public Class<GenericIdMap> mapClass() {
      return GenericIdMap.class;
    }

    @Override
    public GenericIdMap decode(OctetReader in, int count) throws MikeyFormatException {
      BitSet csIds = new BitSet();
      List<GenericId> entries = new ArrayList<>();
      ListReader list = in.list(CsIdMapCodec.FIELD, SECTION);
      for (int i = 0; i < count; i++) {
        int at = in.position();
        GenericId entry = list.next(SECTION, Codec::decodeEntry);
        if (csIds.get(entry.csId())) {
          in.note(at, "CS ID " + entry.csId() + " is that of an earlier entry");
        }
        csIds.set(entry.csId());
        entries.add(entry);
      }
      list.end();
      return new GenericIdMap(entries);
    }

    private static GenericId decodeEntry(OctetReader in) throws MikeyFormatException {
      int csId = in.u8("csId");
      ProtType protType = in.codePoint("protType", ProtType::new);
      int flagAt = in.position();
      int octet = in.shared(S_AND_POLICY_COUNT);
      boolean s = (octet & S_BIT) != 0;
      int policyCount = octet & ~S_BIT;
      in.field("s", flagAt, 1, s ? 1 : 0);
      in.field("policyCount", flagAt, 1, policyCount);
      List<Integer> policyNos =
          numbers(
              in.octets(
                  "policyNos",
                  policyCount,
                  value ->
                      Optional.of(
                          numbers(value).stream()
                              .map(String::valueOf)
                              .collect(Collectors.joining(", ")))));
      int length = in.u16("sessionDataLength");
      int dataAt = in.position();
      boolean srtp = protType.equals(ProtType.SRTP);
      Octets sessionData =
          in.octets(
              "sessionData",
              length,
              value ->
                  srtp
                      ? SrtpSessionData.of(s, value).map(SrtpSessionData::describe)
                      : Optional.empty());
      GenericId entry =
          new GenericId(
              csId, protType, s, policyNos, sessionData, in.octets("spi", in.u8("spiLength")));
      if (srtp && length > 0 && entry.srtpSessionData().isEmpty()) {
        in.note(
            dataAt,
            "session data of SRTP has 4 octets, or 10 with the S flag, not "
                + length
                + (s ? " with it" : ""));
      }
      return entry;
    }

    private static List<Integer> numbers(Octets value) {
      byte[] octets = value.toArray();
      return IntStream.range(0, octets.length).mapToObj(i -> octets[i] & 0xFF).toList();
    }

    @Override
    public BitSet policyNos(GenericIdMap map) {
      BitSet policyNos = new BitSet();
      map.entries().forEach(entry -> entry.policyNos().forEach(policyNos::set));
      return policyNos;
    }

    @Override
    public void encode(GenericIdMap map, OctetWriter out) {
      for (GenericId entry : map.entries()) {
        out.u8(entry.csId())
            .u8(entry.protType().value())
            .u8((entry.s() ? S_BIT : 0) | entry.policyNos().size());
        entry.policyNos().forEach(out::u8);
        out.u16(entry.sessionData().length())
            .octets(entry.sessionData())
            .u8(entry.spi().length())
            .octets(entry.spi());
      }
    }
  }
}
