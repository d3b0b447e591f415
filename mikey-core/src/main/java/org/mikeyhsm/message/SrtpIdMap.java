package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The SRTP-ID map, type 0 (RFC 3830 6.1.1): the crypto session with ID i is the i-th entry, counted
 * from 1. Immutable, thread-safe.
 *
 * @param entries 0..255 crypto sessions
 */
public record SrtpIdMap(List<SrtpId> entries) implements CsIdMap {
  static final CsIdMapCodec<SrtpIdMap> CODEC = new Codec();

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it has more than 255 entries
   */
  public SrtpIdMap {
    entries = List.copyOf(entries);
    Widths.octet("#CS", entries.size());
  }

  @Override
  public int type() {
    return CsIdMapType.SRTP_ID.value();
  }

  @Override
  public int count() {
    return entries.size();
  }

  private static final class Codec implements CsIdMapCodec<SrtpIdMap> {
    private static final String SECTION = "RFC 3830 6.1.1";

    @Override
    public CsIdMapType type() {
      return CsIdMapType.SRTP_ID;
    }

    @Override
    public Class<SrtpIdMap> mapClass() {
      return SrtpIdMap.class;
    }

    @Override
    public SrtpIdMap decode(OctetReader in, int count) throws MikeyFormatException {
      List<SrtpId> entries = new ArrayList<>();
      ListReader list = in.list(CsIdMapCodec.FIELD, SECTION);
      for (int i = 0; i < count; i++) {
        entries.add(
            list.next(
                SECTION,
                entry -> new SrtpId(entry.u8("policyNo"), entry.hex32("ssrc"), entry.u32("roc"))));
      }
      list.end();
      return new SrtpIdMap(entries);
    }

    @Override
    public BitSet policyNos(SrtpIdMap map) {
      BitSet policyNos = new BitSet();
      map.entries().forEach(entry -> policyNos.set(entry.policyNo()));
      return policyNos;
    }

    @Override
    public void encode(SrtpIdMap map, OctetWriter out) {
      for (SrtpId entry : map.entries()) {
        out.u8(entry.policyNo()).u32(entry.ssrc()).u32(entry.roc());
      }
    }
  }
}
