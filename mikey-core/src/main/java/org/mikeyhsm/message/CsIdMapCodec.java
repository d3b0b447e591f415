package org.mikeyhsm.message;

import java.util.BitSet;

/**
 * One CS ID map type on the wire. A new one is one record that holds its codec, and one entry in
 * {@link CsIdMapCodecs}.
 *
 * @param <M> the map
 */
interface CsIdMapCodec<M extends CsIdMap> {
  /** What the trace calls the map. */
  String FIELD = "csIdMap";

  CsIdMapType type();

  Class<M> mapClass();

  /** Reads the map of {@code count} crypto sessions. */
  M decode(OctetReader in, int count) throws MikeyFormatException;

  /** The security policies that the map refers to. */
  BitSet policyNos(M map);

  void encode(M map, OctetWriter out);
}
