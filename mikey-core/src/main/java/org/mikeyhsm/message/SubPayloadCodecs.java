package org.mikeyhsm.message;

import java.util.List;
import java.util.Optional;

/** The sub-payloads that the decoder knows. */
final class SubPayloadCodecs {
  private static final List<PayloadCodec<? extends SubPayload>> ALL =
      List.of(
          IdPayload.CODEC,
          IdrPayload.CODEC,
          KeyDataSubPayload.CODEC,
          SecretKeySubPayload.CODEC,
          EccptSubPayload.CODEC);

  private static final List<Optional<PayloadCodec<? extends SubPayload>>> BY_TYPE =
      PayloadCodecs.byType(ALL);

  private SubPayloadCodecs() {}

  /** The codec of a Next payload value, if the sub-payload is known. */
  static Optional<PayloadCodec<? extends SubPayload>> of(int type) {
    return BY_TYPE.get(type);
  }

  static void encode(SubPayload subPayload, OctetWriter out) {
    encode(of(subPayload.type()).orElseThrow(), subPayload, out);
  }

  private static <S extends SubPayload> void encode(
      PayloadCodec<S> codec, SubPayload subPayload, OctetWriter out) {
    codec.encode(codec.payloadClass().cast(subPayload), out);
  }
}
