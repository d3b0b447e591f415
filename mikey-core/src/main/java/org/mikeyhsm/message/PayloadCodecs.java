package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The payloads that the decoder knows. */
final class PayloadCodecs {
  private static final List<PayloadCodec<? extends Payload>> ALL =
      List.of(
          KemacPayload.CODEC,
          PkePayload.CODEC,
          DhPayload.CODEC,
          SignPayload.CODEC,
          TimestampPayload.CODEC,
          IdPayload.CODEC,
          CertPayload.CODEC,
          ChashPayload.CODEC,
          VerificationPayload.CODEC,
          SecurityPolicyPayload.CODEC,
          RandPayload.CODEC,
          ErrorPayload.CODEC,
          TrPayload.CODEC,
          IdrPayload.CODEC,
          RandrPayload.CODEC,
          TpPayload.CODEC,
          TicketPayload.CODEC,
          GeneralExtensionPayload.CODEC,
          IbakePayload.CODEC,
          EskPayload.CODEC,
          SakkePayload.CODEC);

  private static final List<Optional<PayloadCodec<? extends Payload>>> BY_TYPE = byType(ALL);

  private PayloadCodecs() {}

  /** A codec for each Next payload value that has one; a list, because every payload asks it. */
  static <P> List<Optional<PayloadCodec<? extends P>>> byType(
      List<PayloadCodec<? extends P>> codecs) {
    List<Optional<PayloadCodec<? extends P>>> byType =
        new ArrayList<>(Collections.nCopies(256, Optional.empty()));
    codecs.forEach(codec -> byType.set(codec.type().value(), Optional.of(codec)));
    return List.copyOf(byType);
  }

  /** The codec of a Next payload value, if the payload is known. */
  static Optional<PayloadCodec<? extends Payload>> of(int type) {
    return BY_TYPE.get(type);
  }

  /**
   * The codec of a payload.
   *
   * @throws IllegalArgumentException if its class is not one of this package
   */
  static PayloadCodec<? extends Payload> of(Payload payload) {
    return of(payload.type())
        .filter(codec -> codec.payloadClass().isInstance(payload))
        .orElseThrow(
            () -> new IllegalArgumentException("no codec for " + payload.getClass().getName()));
  }

  /** Writes the body of a payload that {@code codec} is for. */
  static <P extends Payload> void encode(PayloadCodec<P> codec, Payload payload, OctetWriter out) {
    codec.encode(codec.payloadClass().cast(payload), out);
  }
}
