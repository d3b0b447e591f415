package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6043 6.10 and appendix A. */
class TicketPayloadTest {
  /** D, E, H and I: keys are forked. */
  private static final String FORKED = "00 0001 01 01 01 98 00 0000";

  private static final String MAC = "5a".repeat(20);
  private static final String V = "00 01 " + MAC;

  /** THDR with two octets, T, RAND, KEMAC, IDRpsk, V. */
  private static final String TICKET_DATA =
      "05 0002 beef"
          + " 0b 00 eeae3e4ecb1c64ba"
          + (" 01 10 " + "77".repeat(16))
          + " 0e 01 0004 aabbccdd 00"
          + " 09 04 02 0001 6b"
          + " "
          + V;

  private static final int TICKET_DATA_LENGTH = Wire.hex(TICKET_DATA).length;
  private static final String INITIATOR_DATA = "09  09 01 " + MAC + " " + V;

  private static final String FULL =
      FORKED
          + " %04x ".formatted(TICKET_DATA_LENGTH)
          + TICKET_DATA
          + " %04x ".formatted(Wire.hex(INITIATOR_DATA).length)
          + INITIATOR_DATA;

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    TicketPayload ticket = Wire.decodeOnly(TicketPayload.class, 17, FULL);
    assertEquals(
        Set.of(TicketFlag.D, TicketFlag.E, TicketFlag.H, TicketFlag.I), ticket.policy().flags());
    VerificationPayload v = new VerificationPayload(MacAlg.HMAC_SHA_1_160, Octets.ofHex(MAC));
    assertEquals(List.of(v, v), ticket.initiatorPayloads());
    assertEquals(
        ticket,
        new TicketPayload(ticket.policy(), ticket.ticketData(), Octets.empty())
            .withInitiatorPayloads(List.of(v, v)));
    TicketPayload bare = Wire.decodeOnly(TicketPayload.class, 17, FORKED + " 0000 0000");
    assertEquals(List.of(), bare.initiatorPayloads());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(17, FULL);
    assertEquals("TICKET", trace.name());
    assertEquals(TICKET_DATA_LENGTH, Wire.field(trace, "ticketDataLength").value());
    List<Map<String, Object>> ticket = Wire.elements(trace, "ticketPayloads");
    assertEquals(
        List.of("THDR", "T", "RAND", "KEMAC", "IDR", "V"),
        ticket.stream().map(element -> element.get("payload")).toList());
    assertEquals("RFC 6043 A.3", ticket.get(0).get("section"));
    assertEquals(22, ticket.get(0).get("offset"));
    assertEquals(5, ticket.get(0).get("length"));
    assertEquals("beef", ticket.get(0).get("thdrData"));
    assertEquals("AES-CM-128", ticket.get(3).get("encrAlgName"));
    List<Map<String, Object>> initiator = Wire.elements(trace, "initiatorPayloads");
    assertEquals("V", initiator.get(0).get("firstPayloadName"));
    assertEquals("V", initiator.get(2).get("payload"));
    assertEquals(List.of(), Wire.diagnostics(17, FULL));
  }

  @Test
  void saysWhatIsOdd() throws MikeyFormatException {
    assertEquals(
        List.of("TICKET at octet 27: Initiator Data without the I flag, key forking"),
        Wire.diagnostics(17, "00 0001 01 01 01 90 00 0000 0005 00 0002 beef 0001 00"));
    assertEquals(
        List.of(
            "TICKET at octet 22: the Ticket Data does not parse: nextPayload is cut short: 1 octets"
                + " needed, 0 left"),
        Wire.diagnostics(17, FORKED + " 0000 0000"));
    assertEquals(
        List.of(
            "TICKET at octet 23: the Ticket Data does not parse: thdrDataLength is cut short: 2"
                + " octets needed, 1 left"),
        Wire.diagnostics(17, FORKED + " 0002 0000 0000"));
  }

  /** Only the base ticket is known inside; 3GPP's is not. */
  @Test
  void leavesOtherTicketsAlone() throws MikeyFormatException {
    String other = "00 0002 01 01 01 90 00 0000 0002 ffff 0000";
    PayloadTrace trace = Wire.trace(17, other);
    assertEquals("ffff", Wire.field(trace, "ticketData").value());
    assertEquals(List.of(), Wire.diagnostics(17, other));
  }

  @Test
  void neverShowsAKeyInItsData() throws MikeyFormatException {
    String key = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
    String data = "01 0000  00 00 0014 00 20 0010 " + key + " 00";
    String ticket = FORKED + " 001c " + data + " 0000";
    PayloadTrace trace = Wire.trace(17, ticket);
    assertEquals("28 octets, not shown", Wire.field(trace, "ticketData").value().toString());
    assertFalse(trace.toString().contains(key));
    assertFalse(MikeyMessage.decode(Wire.message(17, ticket)).toString().contains(key));
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(
        Wire.message(17, FORKED + " 0005 00"), "TICKET", 22, "5 octets needed, 1 left");
    Wire.assertRefused(
        Wire.message(17, FORKED + " 0000"), "TICKET", 22, "initiatorDataLength is cut short");
    Wire.assertRefused(
        Wire.message(17, FORKED + " 0000 0005 00"), "TICKET", 24, "5 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    TicketPolicy policy = TicketPolicy.baseTicket(PrfFunc.MIKEY_1, Set.of(), List.of());
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(
        IllegalArgumentException.class, () -> new TicketPayload(policy, tooLong, Octets.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> new TicketPayload(policy, Octets.empty(), tooLong));
  }
}
