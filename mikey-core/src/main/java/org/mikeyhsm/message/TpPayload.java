package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The TP payload (RFC 6043 6.10): the ticket policy that is desired. Immutable, thread-safe.
 *
 * @param policy the policy
 */
public record TpPayload(TicketPolicy policy) implements Payload {
  static final PayloadCodec<TpPayload> CODEC = new Codec();

  /** Holds the policy. */
  public TpPayload {
    Objects.requireNonNull(policy);
  }

  @Override
  public int type() {
    return PayloadType.TP.value();
  }

  private static final class Codec implements PayloadCodec<TpPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.TP;
    }

    @Override
    public Class<TpPayload> payloadClass() {
      return TpPayload.class;
    }

    @Override
    public String section() {
      return TicketPolicy.SECTION;
    }

    @Override
    public TpPayload decode(OctetReader in) throws MikeyFormatException {
      return new TpPayload(TicketPolicy.decode(in));
    }

    @Override
    public void encode(TpPayload payload, OctetWriter out) {
      payload.policy.encode(out);
    }
  }
}
