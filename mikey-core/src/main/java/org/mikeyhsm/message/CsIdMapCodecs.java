package org.mikeyhsm.message;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The CS ID map types that the decoder knows. */
final class CsIdMapCodecs {
  private static final List<CsIdMapCodec<?>> ALL =
      List.of(SrtpIdMap.CODEC, EmptyMap.CODEC, GenericIdMap.CODEC);

  private static final Map<Integer, CsIdMapCodec<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toMap(codec -> codec.type().value(), Function.identity()));

  private CsIdMapCodecs() {}

  /** The codec of a CS ID map type, if it is known. */
  static Optional<CsIdMapCodec<?>> of(CsIdMapType type) {
    return Optional.ofNullable(BY_TYPE.get(type.value()));
  }

  /**
   * The codec of a map.
   *
   * @throws IllegalArgumentException if its class is not one of this package
   */
  static CsIdMapCodec<?> of(CsIdMap map) {
    CsIdMapCodec<?> codec = BY_TYPE.get(map.type());
    if (codec == null || !codec.mapClass().isInstance(map)) {
      throw new IllegalArgumentException("no codec for " + map.getClass().getName());
    }
    return codec;
  }

  /** The security policies that a map refers to. */
  static BitSet policyNos(CsIdMap map) {
    return policyNos(of(map), map);
  }

  private static <M extends CsIdMap> BitSet policyNos(CsIdMapCodec<M> codec, CsIdMap map) {
    return codec.policyNos(codec.mapClass().cast(map));
  }

  /** Writes a map that {@code codec} is for. */
  static <M extends CsIdMap> void encode(CsIdMapCodec<M> codec, CsIdMap map, OctetWriter out) {
    codec.encode(codec.mapClass().cast(map), out);
  }
}
