package org.mikeyhsm.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The payloads that the decoder knows. */
final class PayloadCodecs {
  private static final List<PayloadCodec<?>> ALL =
      List.of(
          KemacPayload.CODEC,
          TimestampPayload.CODEC,
          IdPayload.CODEC,
          VerificationPayload.CODEC,
          SecurityPolicyPayload.CODEC,
          RandPayload.CODEC,
          ErrorPayload.CODEC,
          GeneralExtensionPayload.CODEC);

  private static final Map<Integer, PayloadCodec<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toMap(codec -> codec.type().value(), Function.identity()));

  private PayloadCodecs() {}

  /** The codec of a Next payload value, if the payload is known. */
  static Optional<PayloadCodec<?>> of(int type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  /**
   * The codec of a payload.
   *
   * @throws IllegalArgumentException if its class is not one of this package
   */
  static PayloadCodec<?> of(Payload payload) {
    PayloadCodec<?> codec = BY_TYPE.get(payload.type());
    if (codec == null || !codec.payloadClass().isInstance(payload)) {
      throw new IllegalArgumentException("no codec for " + payload.getClass().getName());
    }
    return codec;
  }

  /** Writes the body of a payload that {@code codec} is for. */
  static <P extends Payload> void encode(PayloadCodec<P> codec, Payload payload, OctetWriter out) {
    codec.encode(codec.payloadClass().cast(payload), out);
  }
}
