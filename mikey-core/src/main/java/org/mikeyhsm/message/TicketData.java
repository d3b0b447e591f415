package org.mikeyhsm.message;

import java.util.List;
import java.util.Optional;

/**
 * The Ticket Data of a MIKEY base ticket (RFC 6043 appendix A): THDR, which is no payload of a
 * message, and payloads. Immutable, thread-safe.
 *
 * @param headerData THDR Data, 0..65535 octets of the ticket's maker
 * @param payloads T, RAND, KEMAC, IDRpsk and V, or whatever came
 */
public record TicketData(Octets headerData, List<Payload> payloads) {
  static final String SECTION = "RFC 6043 A";
  private static final String THDR = "THDR";
  private static final String THDR_SECTION = "RFC 6043 A.3";

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if {@code headerData} has more than 65535 octets or the
   *     payloads cannot be a chain
   */
  public TicketData {
    Widths.twoOctets("THDR Data length", headerData.length());
    payloads = List.copyOf(payloads);
    PayloadChain.check(payloads);
  }

  /**
   * Reads Ticket Data.
   *
   * @throws MikeyFormatException if it is not THDR and a chain of payloads; its offset is one of
   *     {@code octets}
   */
  public static TicketData decode(Octets octets) throws MikeyFormatException {
    return read(OctetReader.of(octets, PayloadType.TICKET.name(), SECTION));
  }

  /** The octets for a {@link TicketPayload}. */
  public Octets encode() {
    OctetWriter out = new OctetWriter(128);
    out.u8(PayloadChain.typeAt(payloads, 0)).u16(headerData.length()).octets(headerData);
    PayloadChain.write(payloads, out);
    return Octets.of(out.toArray());
  }

  static TicketData read(OctetReader in) throws MikeyFormatException {
    int start = in.position();
    ListReader list = in.list("ticketPayloads", SECTION);
    OctetReader thdr = in.payload(THDR, THDR_SECTION);
    OctetReader.Next first = thdr.nextPayload();
    Octets headerData = thdr.octets("thdrData", thdr.u16("thdrDataLength"));
    list.add(thdr, start, Optional.of(THDR));
    List<Payload> payloads = PayloadChain.readNested(in, first, list);
    list.end();
    return new TicketData(headerData, payloads);
  }
}
