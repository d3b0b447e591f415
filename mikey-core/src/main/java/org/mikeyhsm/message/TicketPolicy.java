package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The ticket policy, which TP and TICKET begin with (RFC 6043 6.10). Immutable, thread-safe.
 *
 * @param ticketType the kind of ticket
 * @param subtype the ticket's subtype, 0..255
 * @param version the version of the subtype, 0..255
 * @param prfFunc the pseudo-random function of key forking
 * @param flags those that are set
 * @param reserved the 5 bits that the RFC reserves, kept as they came; send 0
 * @param data TP Data, 0..65535 octets; {@link #payloads()} reads it
 */
public record TicketPolicy(
    TicketType ticketType,
    int subtype,
    int version,
    PrfFunc prfFunc,
    Set<TicketFlag> flags,
    int reserved,
    Octets data) {
  static final String SECTION = "RFC 6043 6.10";

  private static final int RESERVED_BITS = 5;

  /** After the PRF func's 7 bits and the 12 flags, in 3 octets. */
  private static final int PRF_SHIFT = 17;

  /** Of the first flag from the beginning of those 3 octets. */
  private static final int FIRST_FLAG_BIT = 7;

  private static final BitFields PRF_AND_FLAGS = new BitFields("PRF func and flags", prfAndFlags());

  private static final OctetReader.Inside TP_DATA =
      new OctetReader.Inside(
          "TP Data",
          PayloadType.TP.name(),
          SECTION,
          false,
          List.of(in -> readPayloads(in, "tpPayloads")));

  /**
   * Copies the set.
   *
   * @throws IllegalArgumentException if a number or a length does not fit
   */
  public TicketPolicy {
    Objects.requireNonNull(ticketType);
    Widths.octet("subtype", subtype);
    Widths.octet("version", version);
    Objects.requireNonNull(prfFunc);
    EnumSet<TicketFlag> copy = EnumSet.noneOf(TicketFlag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
    Widths.fiveBits("reserved", reserved);
    Widths.twoOctets("TP Data length", data.length());
  }

  /**
   * A policy of a MIKEY base ticket, subtype 1, version 1.
   *
   * @param payloads the TP Data
   * @throws IllegalArgumentException if they do not fit
   */
  public static TicketPolicy baseTicket(
      PrfFunc prfFunc, Set<TicketFlag> flags, List<? extends Payload> payloads) {
    return new TicketPolicy(
        TicketType.MIKEY_BASE, 1, 1, prfFunc, flags, 0, writePayloads(payloads));
  }

  /** Whether the ticket is the MIKEY base ticket of RFC 6043 appendix A: subtype 1, version 1. */
  public boolean isBaseTicket() {
    return ticketType.equals(TicketType.MIKEY_BASE) && subtype == 1 && version == 1;
  }

  /**
   * The payloads of TP Data.
   *
   * @throws MikeyFormatException if it is not a chain of payloads; its offset is one of {@code
   *     data}
   */
  public List<Payload> payloads() throws MikeyFormatException {
    return readPayloads(data, PayloadType.TP);
  }

  /** Without the data, which may hold a KEMAC in clear. */
  @Override
  public String toString() {
    return "TicketPolicy[ticketType="
        + ticketType.name()
        + ", subtype="
        + subtype
        + ", version="
        + version
        + ", prfFunc="
        + prfFunc.name()
        + ", flags="
        + flags
        + ", reserved="
        + reserved
        + ", data="
        + OctetReader.notShown(data.length())
        + "]";
  }

  private static List<BitFields.Part> prfAndFlags() {
    List<BitFields.Part> parts = new ArrayList<>();
    parts.add(new BitFields.Part("prfFunc", FIRST_FLAG_BIT));
    for (TicketFlag flag : TicketFlag.values()) {
      parts.add(new BitFields.Part(field(flag), 1));
    }
    parts.add(new BitFields.Part("reserved", RESERVED_BITS));
    return parts;
  }

  private static String field(TicketFlag flag) {
    return "flag" + flag;
  }

  /** Reads the policy, which stands at the beginning of TP and TICKET. */
  static TicketPolicy decode(OctetReader in) throws MikeyFormatException {
    int typeAt = in.position();
    TicketType ticketType = in.codePoint16("ticketType", TicketType::new);
    int subtype = in.u8("subtype");
    int version = in.u8("version");
    int bitsAt = in.position();
    int bits = in.shared(PRF_AND_FLAGS);
    PrfFunc prfFunc = new PrfFunc(bits >> PRF_SHIFT);
    in.codePointField("prfFunc", bitsAt, 1, prfFunc);
    EnumSet<TicketFlag> flags = EnumSet.noneOf(TicketFlag.class);
    for (TicketFlag flag : TicketFlag.values()) {
      boolean set = (bits >> RESERVED_BITS & flag.mask()) != 0;
      if (set) {
        flags.add(flag);
      }
      int at = bitsAt + (FIRST_FLAG_BIT + flag.ordinal()) / 8;
      in.field(field(flag), at, 1, set ? 1 : 0, flag.meaning(set));
    }
    int reserved = bits & (1 << RESERVED_BITS) - 1;
    in.field("reserved", bitsAt + 2, 1, reserved);
    if (reserved != 0) {
      in.note(bitsAt + 2, "the reserved bits are not zero");
    }
    for (String implication : TicketFlag.brokenImplications(flags)) {
      in.note(bitsAt, "the flags break \"" + implication + "\"");
    }
    int length = in.u16("tpDataLength");
    Octets data = length == 0 ? in.octets("tpData", 0) : in.structured("tpData", length, TP_DATA);
    TicketPolicy policy =
        new TicketPolicy(ticketType, subtype, version, prfFunc, flags, reserved, data);
    if (ticketType.equals(TicketType.MIKEY_BASE) && !policy.isBaseTicket()) {
      in.note(typeAt, "subtype and version are not 1 and 1, those of the MIKEY base ticket");
    }
    return policy;
  }

  void encode(OctetWriter out) {
    int bits = prfFunc.value() << PRF_SHIFT | reserved;
    for (TicketFlag flag : flags) {
      bits |= flag.mask() << RESERVED_BITS;
    }
    out.u16(ticketType.value())
        .u8(subtype)
        .u8(version)
        .u8(bits >> 16)
        .u16(bits)
        .u16(data.length())
        .octets(data);
  }

  /** Reads "First Payload" and the payloads after it, to the end. */
  static List<Payload> readPayloads(OctetReader in, String name) throws MikeyFormatException {
    ListReader list = in.list(name, SECTION);
    OctetReader.Next first = list.next(SECTION, element -> element.nextPayload("firstPayload"));
    List<Payload> payloads = PayloadChain.readNested(in, first, list);
    list.end();
    return payloads;
  }

  static List<Payload> readPayloads(Octets data, PayloadType owner) throws MikeyFormatException {
    return data.isEmpty()
        ? List.of()
        : readPayloads(OctetReader.of(data, owner.name(), SECTION), "payloads");
  }

  /**
   * Writes "First Payload" and the payloads after it; no payloads are no octets.
   *
   * @throws IllegalArgumentException if they cannot be a chain
   */
  static Octets writePayloads(List<? extends Payload> payloads) {
    List<Payload> chain = List.copyOf(payloads);
    PayloadChain.check(chain);
    if (chain.isEmpty()) {
      return Octets.empty();
    }
    OctetWriter out = new OctetWriter(128);
    out.u8(PayloadChain.typeAt(chain, 0));
    PayloadChain.write(chain, out);
    return Octets.of(out.toArray());
  }
}
