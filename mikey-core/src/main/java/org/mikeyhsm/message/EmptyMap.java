package org.mikeyhsm.message;

import java.util.BitSet;

/**
 * The empty map, type 1 (RFC 4563 5): crypto sessions and policies are conveyed outside of MIKEY,
 * so there is no map info, whatever their number. Immutable, thread-safe.
 *
 * @param count #CS, 0..255; 0 in the requests to a key management service (RFC 6043 4.2, RFC 6267
 *     4.2)
 */
public record EmptyMap(int count) implements CsIdMap {
  static final CsIdMapCodec<EmptyMap> CODEC = new Codec();

  /**
   * Holds the number.
   *
   * @throws IllegalArgumentException if {@code count} is not in 0..255
   */
  public EmptyMap {
    Widths.octet("#CS", count);
  }

  @Override
  public int type() {
    return CsIdMapType.EMPTY.value();
  }

  private static final class Codec implements CsIdMapCodec<EmptyMap> {
    @Override
    public CsIdMapType type() {
      return CsIdMapType.EMPTY;
    }

    @Override
    public Class<EmptyMap> mapClass() {
      return EmptyMap.class;
    }

    @Override
    public EmptyMap decode(OctetReader in, int count) {
      return new EmptyMap(count);
    }

    @Override
    public BitSet policyNos(EmptyMap map) {
      return new BitSet();
    }

    @Override
    public void encode(EmptyMap map, OctetWriter out) {
      // RFC 4563 5 defines no map info.
    }
  }
}
