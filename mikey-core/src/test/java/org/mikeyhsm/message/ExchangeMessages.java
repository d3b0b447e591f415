package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;

/** One message at least of every kind that the modes exchange, with every optional payload. */
final class ExchangeMessages {
  /**
   * A message.
   *
   * @param mode the mode, as the RFC calls it
   * @param section where the exchange is defined
   * @param dataType the number of its data type
   * @param shape its payloads by name
   * @param octets the message
   */
  record Exchange(String mode, String section, int dataType, String shape, byte[] octets) {
    String name() {
      return mode + " " + new DataType(dataType).name() + ": " + shape;
    }
  }

  private record Part(int type, String body) {}

  private static final String SRTP_MAP = "01 00 00 0000cafe 00000000";
  private static final String EMPTY_MAP = "00 01";
  private static final String GENERIC_MAP = "01 02 04 00 01 00 0004 0000cafe 04 deadbeef";

  private static final String MAC = "5a".repeat(20);
  private static final Part T = new Part(5, "00 eeae3e4ecb1c64ba");
  private static final Part RAND = new Part(11, "10 " + "77".repeat(16));
  private static final Part ID_I = new Part(6, "01 000b 7369703a6940612e6f7267");
  private static final Part ID_R = new Part(6, "00 0007 7240622e6f7267");
  private static final Part CERT = new Part(7, "02 0005 3003020101");
  private static final Part SP = new Part(10, "00 00 0006 000101 010110");
  private static final Part KEMAC = new Part(1, "01 0006 aabbccddeeff 01 " + MAC);
  private static final Part KEMAC_NO_MAC = new Part(1, "01 0006 aabbccddeeff 00");
  private static final Part KEMAC_MAC_ALONE = new Part(1, "00 0000 01 " + MAC);
  private static final Part CHASH = new Part(8, "00 " + "c5".repeat(20));
  private static final Part PKE = new Part(2, "8010 " + "e7".repeat(16));
  private static final Part DH = new Part(3, "01 " + "d4".repeat(96) + " 00");
  private static final Part DH_SPI = new Part(3, "01 " + "4d".repeat(96) + " 01 02 beef");
  private static final Part SIGN = new Part(4, "0010 " + "51".repeat(16));
  private static final Part V = new Part(9, "01 " + MAC);
  private static final Part ERR = new Part(12, "0a 0000");
  private static final Part CSB_ID = new Part(21, "04 0004 cafebabe");
  private static final Part RANDR_I = new Part(15, "01 10 " + "77".repeat(16));
  private static final Part RANDR_R = new Part(15, "02 10 " + "88".repeat(16));
  private static final Part RANDR_KMS = new Part(15, "03 10 " + "99".repeat(16));
  private static final Part IBAKE = new Part(22, "0003 1b1b1b");
  private static final Part ESK = new Part(23, "0002 e5e5");
  private static final Part ECCSI = new Part(4, "2081 " + "ec".repeat(129));
  private static final Part SAKKE = new Part(26, "01 01 0111 04" + "5a".repeat(272));

  /** D, F, H, N and O; with IDRkms, TRs, TRe, TRr, KEMAC and IDRapp. */
  private static final String POLICY_DATA =
      inside(
          idr(3),
          new Part(13, "02 03 eeae3e4e"),
          new Part(13, "03 00 eeae3e4e00000000"),
          new Part(13, "04 03 00000e10"),
          new Part(1, "00 0017 00 21 0010 " + "00".repeat(16) + " 02 beef 00"),
          idr(5));

  private static final Part TP = new Part(16, "0001 01 01 03 5060 " + withLength(POLICY_DATA));

  /** THDR, T, RAND, KEMAC, IDRpsk and V. */
  private static final String TICKET_DATA =
      "05 0002 beef" + chain(T, RAND, KEMAC_NO_MAC, idr(4), V);

  private static final Part TICKET =
      new Part(
          17,
          "0001 01 01 03 5060 " + withLength(inside(idr(3))) + withLength(TICKET_DATA) + " 0000");

  /** With E and I, key forking, and so with Initiator Data. */
  private static final Part FORKED_TICKET =
      new Part(
          17,
          "0001 01 01 03 d860 "
              + withLength(inside(idr(3)))
              + withLength(TICKET_DATA)
              + withLength(inside(V, V)));

  private ExchangeMessages() {}

  private static Part idr(int role) {
    return new Part(14, "%02x 01 0003 614062".formatted(role));
  }

  private static String withLength(String hex) {
    return " %04x ".formatted(Wire.hex(hex).length) + hex;
  }

  /** Payloads in front of which nothing says what the first is. */
  private static String chain(Part... parts) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      int next = i < parts.length - 1 ? parts[i + 1].type() : 0;
      hex.append(parts[i].type() == 4 ? " " : " %02x ".formatted(next)).append(parts[i].body());
    }
    return hex.toString();
  }

  private static String inside(Part... parts) {
    return "%02x".formatted(parts[0].type()) + chain(parts);
  }

  private static final class Mode {
    private final String name;
    private final String section;
    private final List<Exchange> exchanges;

    private Mode(String name, String section, List<Exchange> exchanges) {
      this.name = name;
      this.section = section;
      this.exchanges = exchanges;
    }

    private Mode message(int dataType, String flags, String map, String shape, Part... parts) {
      byte[] octets =
          Wire.hex(
              "01 %02x %02x ".formatted(dataType, parts[0].type())
                  + flags
                  + " 01020304 "
                  + map
                  + chain(parts));
      exchanges.add(new Exchange(name, section, dataType, shape, octets));
      return this;
    }
  }

  /** Every message. */
  static List<Exchange> all() {
    List<Exchange> all = new ArrayList<>();
    rfc3830(all);
    new Mode("DHHMAC", "RFC 4650 3", all)
        .message(
            7,
            "80",
            SRTP_MAP,
            "T RAND ID ID SP DH KEMAC",
            T,
            RAND,
            ID_I,
            ID_R,
            SP,
            DH,
            KEMAC_MAC_ALONE)
        .message(
            8, "00", SRTP_MAP, "T ID ID DH DH KEMAC", T, ID_R, ID_I, DH, DH_SPI, KEMAC_MAC_ALONE);
    new Mode("RSA-R", "RFC 4738 3.1", all)
        .message(9, "00", SRTP_MAP, "T RAND CERT ID SP SIGN", T, RAND, CERT, ID_R, SP, SIGN)
        .message(10, "00", SRTP_MAP, "T CERT SP KEMAC PKE SIGN", T, CERT, SP, KEMAC, PKE, SIGN);
    new Mode("RSA-R group", "RFC 4738 3.2", all)
        .message(9, "00", SRTP_MAP, "T ID ID SIGN", T, ID_I, ID_R, SIGN)
        .message(
            10,
            "00",
            SRTP_MAP,
            "General Ext. T RAND ID SP KEMAC PKE SIGN",
            CSB_ID,
            T,
            RAND,
            ID_R,
            SP,
            KEMAC,
            PKE,
            SIGN);
    ticket(all);
    ibake(all);
    new Mode("SAKKE", "RFC 6509 2.1", all)
        .message(
            26,
            "00",
            SRTP_MAP,
            "T RAND IDR IDR IDR IDR SP SAKKE SIGN",
            T,
            RAND,
            idr(1),
            idr(2),
            idr(6),
            idr(7),
            SP,
            SAKKE,
            ECCSI)
        .message(
            26, "00", SRTP_MAP, "T RAND IDR CERT SAKKE SIGN", T, RAND, idr(1), CERT, SAKKE, SIGN);
    return all;
  }

  private static void rfc3830(List<Exchange> all) {
    new Mode("PSK", "RFC 3830 3.1", all)
        .message(0, "80", SRTP_MAP, "T RAND ID ID SP KEMAC", T, RAND, ID_I, ID_R, SP, KEMAC)
        .message(1, "00", SRTP_MAP, "T ID V", T, ID_R, V);
    new Mode("PK", "RFC 3830 3.2", all)
        .message(
            2,
            "80",
            SRTP_MAP,
            "T RAND ID ID SP KEMAC CHASH PKE SIGN",
            T,
            RAND,
            ID_I,
            ID_R,
            SP,
            KEMAC,
            CHASH,
            PKE,
            SIGN)
        .message(
            2,
            "80",
            SRTP_MAP,
            "T RAND CERT CERT ID SP KEMAC PKE SIGN",
            T,
            RAND,
            CERT,
            CERT,
            ID_R,
            SP,
            KEMAC,
            PKE,
            SIGN)
        .message(3, "00", SRTP_MAP, "T ID V", T, ID_R, V);
    new Mode("DH", "RFC 3830 3.3", all)
        .message(
            4, "80", SRTP_MAP, "T RAND CERT ID SP DH SIGN", T, RAND, CERT, ID_R, SP, DH_SPI, SIGN)
        .message(5, "00", SRTP_MAP, "T CERT ID DH DH SIGN", T, CERT, ID_I, DH, DH_SPI, SIGN);
    new Mode("Error", "RFC 3830 5.1.2", all)
        .message(6, "00", SRTP_MAP, "T ERR SP V", T, ERR, SP, V)
        .message(6, "00", SRTP_MAP, "T ERR ERR SIGN", T, ERR, ERR, SIGN);
  }

  private static void ticket(List<Exchange> all) {
    new Mode("Ticket Request", "RFC 6043 4.2.1", all)
        .message(
            11,
            "81",
            EMPTY_MAP,
            "T RANDR IDR IDR TP IDR V",
            T,
            RANDR_I,
            idr(1),
            idr(3),
            TP,
            idr(4),
            V)
        .message(
            12,
            "81",
            EMPTY_MAP,
            "T RANDR IDR CERT CERT IDR TP CHASH PKE SIGN",
            T,
            RANDR_I,
            idr(1),
            CERT,
            CERT,
            idr(3),
            TP,
            CHASH,
            PKE,
            SIGN)
        .message(13, "01", EMPTY_MAP, "T IDR TICKET KEMAC V", T, idr(3), TICKET, KEMAC_NO_MAC, V);
    new Mode("Ticket Transfer", "RFC 6043 4.2.2", all)
        .message(
            14,
            "81",
            GENERIC_MAP,
            "T RANDR IDR IDR SP TICKET KEMAC V",
            T,
            RANDR_I,
            idr(1),
            idr(2),
            SP,
            FORKED_TICKET,
            KEMAC_NO_MAC,
            V)
        .message(
            15,
            "01",
            GENERIC_MAP,
            "T RANDR IDR RANDR SP KEMAC V",
            T,
            RANDR_R,
            idr(2),
            RANDR_KMS,
            SP,
            KEMAC_NO_MAC,
            V);
    new Mode("Ticket Resolve", "RFC 6043 4.2.3", all)
        .message(
            16,
            "81",
            EMPTY_MAP,
            "T RANDR IDR IDR TICKET IDR V",
            T,
            RANDR_R,
            idr(2),
            idr(3),
            FORKED_TICKET,
            idr(4),
            V)
        .message(
            17,
            "81",
            EMPTY_MAP,
            "T RANDR IDR CERT IDR TICKET CHASH PKE SIGN",
            T,
            RANDR_R,
            idr(2),
            CERT,
            idr(3),
            TICKET,
            CHASH,
            PKE,
            SIGN)
        .message(
            18,
            "01",
            EMPTY_MAP,
            "T IDR KEMAC IDR RANDR V",
            T,
            idr(3),
            KEMAC_NO_MAC,
            idr(2),
            RANDR_KMS,
            V);
  }

  private static void ibake(List<Exchange> all) {
    new Mode("IBAKE keys", "RFC 6267 4.2.1", all)
        .message(
            19,
            "80",
            EMPTY_MAP,
            "T RAND IDR IDR IDR KEMAC V",
            T,
            RAND,
            idr(1),
            idr(3),
            idr(4),
            KEMAC_NO_MAC,
            V)
        .message(
            20,
            "80",
            EMPTY_MAP,
            "T RAND IDR CERT IDR KEMAC CHASH PKE SIGN",
            T,
            RAND,
            idr(2),
            CERT,
            idr(3),
            KEMAC_NO_MAC,
            CHASH,
            PKE,
            SIGN)
        .message(21, "00", EMPTY_MAP, "T IDR IDR KEMAC V", T, idr(1), idr(3), KEMAC_NO_MAC, V);
    new Mode("IBAKE", "RFC 6267 4.2.2", all)
        .message(
            22, "80", SRTP_MAP, "T RAND IDR IDR IBAKE ESK", T, RAND, idr(1), idr(2), IBAKE, ESK)
        .message(23, "80", SRTP_MAP, "T IDR IDR IBAKE", T, idr(1), idr(2), IBAKE)
        .message(
            24, "80", SRTP_MAP, "T RAND IDR IDR IBAKE ESK", T, RAND, idr(1), idr(2), IBAKE, ESK)
        .message(25, "00", SRTP_MAP, "T IDR IDR IBAKE V", T, idr(1), idr(2), IBAKE, V);
  }
}
