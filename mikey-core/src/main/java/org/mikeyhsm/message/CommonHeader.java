package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The common header payload, HDR (RFC 3830 6.1), without its Next payload field. The version is
 * always 1; #CS is the map's count. Immutable, thread-safe.
 *
 * @param dataType what the message is
 * @param v the V flag: whether the initiator expects a response
 * @param prfFunc the pseudo-random function of key derivation
 * @param csbId the crypto session bundle, 32 bits
 * @param csIdMap the crypto sessions
 */
public record CommonHeader(
    DataType dataType, boolean v, PrfFunc prfFunc, int csbId, CsIdMap csIdMap) {
  /** The version of MIKEY that this package speaks (RFC 3830 6.1). */
  public static final int VERSION = 1;

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if the map is not one of this package
   */
  public CommonHeader {
    Objects.requireNonNull(dataType);
    Objects.requireNonNull(prfFunc);
    CsIdMapCodecs.of(csIdMap);
  }

  /** The same header with another data type. */
  public CommonHeader withDataType(DataType newDataType) {
    return new CommonHeader(newDataType, v, prfFunc, csbId, csIdMap);
  }

  /** The same header with another V flag. */
  public CommonHeader withV(boolean newV) {
    return new CommonHeader(dataType, newV, prfFunc, csbId, csIdMap);
  }

  /** The same header with another CS ID map. */
  public CommonHeader withCsIdMap(CsIdMap newCsIdMap) {
    return new CommonHeader(dataType, v, prfFunc, csbId, newCsIdMap);
  }
}
