package org.mikeyhsm.message;

/**
 * One payload or sub-payload on the wire: how its body is read and written. The Next payload field
 * in front of the body is the chain's business.
 *
 * <p>Every field is read by name, so reading is also the explanation. A new payload is one record
 * that holds its codec, and one entry in {@link PayloadCodecs} or {@link SubPayloadCodecs}.
 *
 * @param <P> the payload
 */
interface PayloadCodec<P> {
  /** The Next payload value; its name is the payload's name. */
  PayloadType type();

  Class<P> payloadClass();

  /** Where the payload is defined, e.g. "RFC 3830 6.6". */
  String section();

  /** Whether the payload begins with a Next payload field; one that does not ends the message. */
  default boolean hasNextPayload() {
    return true;
  }

  /** Reads the body, no octet more. */
  P decode(OctetReader in) throws MikeyFormatException;

  void encode(P payload, OctetWriter out);
}
