package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;

/**
 * The TICKET payload (RFC 6043 6.10): the policy that is granted, the ticket for whoever resolves
 * it, and what proves the initiator when keys are forked. Immutable, thread-safe.
 *
 * @param policy the policy
 * @param ticketData 0..65535 octets; {@link TicketData} reads those of a MIKEY base ticket
 * @param initiatorData 0..65535 octets; empty without key forking
 */
public record TicketPayload(TicketPolicy policy, Octets ticketData, Octets initiatorData)
    implements Payload {
  static final PayloadCodec<TicketPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if a length does not fit
   */
  public TicketPayload {
    Objects.requireNonNull(policy);
    Widths.twoOctets("Ticket Data length", ticketData.length());
    Widths.twoOctets("Initiator Data length", initiatorData.length());
  }

  /**
   * The same ticket with Initiator Data of these payloads.
   *
   * @throws IllegalArgumentException if they cannot be a chain or do not fit
   */
  public TicketPayload withInitiatorPayloads(List<? extends Payload> payloads) {
    return new TicketPayload(policy, ticketData, TicketPolicy.writePayloads(payloads));
  }

  /**
   * The payloads of Initiator Data.
   *
   * @throws MikeyFormatException if it is not a chain of payloads; its offset is one of {@code
   *     initiatorData}
   */
  public List<Payload> initiatorPayloads() throws MikeyFormatException {
    return TicketPolicy.readPayloads(initiatorData, PayloadType.TICKET);
  }

  /** Without the data, which may hold a KEMAC in clear. */
  @Override
  public String toString() {
    return "TicketPayload[policy="
        + policy
        + ", ticketData="
        + OctetReader.notShown(ticketData.length())
        + ", initiatorData="
        + OctetReader.notShown(initiatorData.length())
        + "]";
  }

  @Override
  public int type() {
    return PayloadType.TICKET.value();
  }

  private static final class Codec implements PayloadCodec<TicketPayload> {
    private static final OctetReader.Inside TICKET_DATA =
        new OctetReader.Inside(
            "Ticket Data",
            PayloadType.TICKET.name(),
            TicketData.SECTION,
            false,
            List.of(TicketData::read));
    private static final OctetReader.Inside INITIATOR_DATA =
        new OctetReader.Inside(
            "Initiator Data",
            PayloadType.TICKET.name(),
            TicketPolicy.SECTION,
            false,
            List.of(in -> TicketPolicy.readPayloads(in, "initiatorPayloads")));

    @Override
    public PayloadType type() {
      return PayloadType.TICKET;
    }

    @Override
    public Class<TicketPayload> payloadClass() {
      return TicketPayload.class;
    }

    @Override
    public String section() {
      return TicketPolicy.SECTION;
    }

    @Override
    public TicketPayload decode(OctetReader in) throws MikeyFormatException {
      TicketPolicy policy = TicketPolicy.decode(in);
      int ticketLength = in.u16("ticketDataLength");
      Octets ticketData =
          policy.isBaseTicket()
              ? in.structured("ticketData", ticketLength, TICKET_DATA)
              : in.octets("ticketData", ticketLength);
      int initiatorAt = in.position();
      int initiatorLength = in.u16("initiatorDataLength");
      Octets initiatorData =
          initiatorLength == 0
              ? in.octets("initiatorData", 0)
              : in.structured("initiatorData", initiatorLength, INITIATOR_DATA);
      if (initiatorLength > 0 && !policy.flags().contains(TicketFlag.I)) {
        in.note(initiatorAt, "Initiator Data without the I flag, key forking");
      }
      return new TicketPayload(policy, ticketData, initiatorData);
    }

    @Override
    public void encode(TicketPayload payload, OctetWriter out) {
      payload.policy.encode(out);
      out.u16(payload.ticketData.length())
          .octets(payload.ticketData)
          .u16(payload.initiatorData.length())
          .octets(payload.initiatorData);
    }
  }
}
