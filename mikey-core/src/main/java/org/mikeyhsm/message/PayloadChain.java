package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Payloads that announce each other by their Next payload fields: those of a message, and those
 * that some payloads hold inside (RFC 3830 6.1).
 */
final class PayloadChain {
  private PayloadChain() {}

  /** Takes the payloads of a chain as they are read. */
  interface Visitor {
    /**
     * Takes one.
     *
     * @param in what read it, standing at its end
     * @param start where it began
     */
    void take(PayloadCodec<? extends Payload> codec, Payload payload, OctetReader in, int start);
  }

  /** Reads up to and including the last payload; the result stands at its end. */
  static OctetReader read(
      OctetReader before, OctetReader.Next first, int maxPayloads, Visitor visitor)
      throws MikeyFormatException {
    OctetReader in = before;
    OctetReader.Next next = first;
    for (int count = 0; next.value() != PayloadType.LAST.value(); count++) {
      PayloadCodec<? extends Payload> codec = codecOf(next);
      in = in.nextOfMessage(codec.type().name(), codec.section());
      int start = in.position();
      if (count == maxPayloads) {
        throw in.error(start, "more payloads than the limit of " + maxPayloads);
      }
      next =
          codec.hasNextPayload()
              ? in.nextPayload()
              : new OctetReader.Next(PayloadType.LAST.value(), start, codec.type().name());
      visitor.take(codec, codec.decode(in), in, start);
    }
    return in;
  }

  /**
   * Reads payloads inside another one, to the end of {@code in}, and adds what they are to {@code
   * list}.
   */
  static List<Payload> readNested(OctetReader in, OctetReader.Next first, ListReader list)
      throws MikeyFormatException {
    List<Payload> payloads = new ArrayList<>();
    read(
            in,
            first,
            DecodeLimits.defaults().maxPayloads(),
            (codec, payload, at, start) -> {
              payloads.add(payload);
              list.add(at, start, Optional.of(codec.type().name()));
            })
        .requireEnd("the last payload inside");
    return List.copyOf(payloads);
  }

  private static PayloadCodec<? extends Payload> codecOf(OctetReader.Next next)
      throws MikeyFormatException {
    return PayloadCodecs.of(next.value())
        .orElseThrow(
            () ->
                new MikeyFormatException(
                    next.payload(),
                    next.offset(),
                    "Next payload "
                        + next.value()
                        + " ("
                        + new PayloadType(next.value()).name()
                        + ") is not known here, so its length cannot be known"));
  }

  /**
   * Accepts payloads that can be written as a chain.
   *
   * @throws IllegalArgumentException if one is not of this package, or one that can only be the
   *     last is not
   */
  static void check(List<Payload> payloads) {
    for (int i = 0; i < payloads.size(); i++) {
      if (!PayloadCodecs.of(payloads.get(i)).hasNextPayload() && i < payloads.size() - 1) {
        throw new IllegalArgumentException(
            new PayloadType(payloads.get(i).type()).name() + " is not the last payload");
      }
    }
  }

  /** The Next payload value that announces the payload at {@code index}, or the end. */
  static int typeAt(List<Payload> payloads, int index) {
    return index < payloads.size() ? payloads.get(index).type() : PayloadType.LAST.value();
  }

  static void write(List<Payload> payloads, OctetWriter out) {
    for (int i = 0; i < payloads.size(); i++) {
      PayloadCodec<? extends Payload> codec = PayloadCodecs.of(payloads.get(i));
      if (codec.hasNextPayload()) {
        out.u8(typeAt(payloads, i + 1));
      }
      PayloadCodecs.encode(codec, payloads.get(i), out);
    }
  }
}
