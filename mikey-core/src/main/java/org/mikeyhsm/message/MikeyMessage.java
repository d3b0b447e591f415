package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A MIKEY message: the common header and the payloads after it in their order (RFC 3830 section 6).
 * Whether the payloads make sense together is for the modes to say. Immutable, thread-safe.
 *
 * @param header the common header
 * @param payloads 0 or more payloads, all of classes of this package
 */
public record MikeyMessage(CommonHeader header, List<Payload> payloads) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a payload is not one of this package, or one that can only
   *     be the last is not
   */
  public MikeyMessage {
    Objects.requireNonNull(header);
    payloads = List.copyOf(payloads);
    PayloadChain.check(payloads);
  }

  /**
   * Reads a message under the default limits and without leniency.
   *
   * @throws MikeyFormatException if the octets are not exactly one message
   */
  public static MikeyMessage decode(byte[] octets) throws MikeyFormatException {
    return DecodedMessage.decode(octets).message();
  }

  /** The message as octets. Those of a message that was decoded without leniency are the same. */
  public byte[] encode() {
    OctetWriter out = new OctetWriter(512);
    HeaderCodec.encode(header, PayloadChain.typeAt(payloads, 0), out);
    PayloadChain.write(payloads, out);
    return out.toArray();
  }

  /** The first payload of a class, if there is one. */
  public <P extends Payload> Optional<P> first(Class<P> payloadClass) {
    for (Payload payload : payloads) {
      if (payloadClass.isInstance(payload)) {
        return Optional.of(payloadClass.cast(payload));
      }
    }
    return Optional.empty();
  }

  /** The payloads of a class in their order. */
  public <P extends Payload> List<P> all(Class<P> payloadClass) {
    List<P> found = new ArrayList<>();
    for (Payload payload : payloads) {
      if (payloadClass.isInstance(payload)) {
        found.add(payloadClass.cast(payload));
      }
    }
    return List.copyOf(found);
  }
}
