package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The walk along the chain of payloads (RFC 3830 section 6). */
final class MessageDecoder {
  private final byte[] data;
  private final DecodeLimits limits;
  private final Set<Leniency> leniencies;
  private final boolean tracing;

  private final Notes notes = new Notes();
  private final List<Payload> payloads = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private final List<PayloadTrace> trace = new ArrayList<>();

  /**
   * What was read.
   *
   * @param offsets of each payload after HDR, and then of the end of the last one
   * @param trace empty when it was not asked for
   */
  record Result(
      MikeyMessage message,
      List<Integer> offsets,
      List<PayloadTrace> trace,
      List<String> diagnostics) {}

  private MessageDecoder(
      byte[] data, DecodeLimits limits, Set<Leniency> leniencies, boolean tracing) {
    this.data = data;
    this.limits = limits;
    this.leniencies = leniencies;
    this.tracing = tracing;
  }

  static Result decode(byte[] data, DecodeLimits limits, Set<Leniency> leniencies, boolean tracing)
      throws MikeyFormatException {
    return new MessageDecoder(data, limits, leniencies, tracing).decode();
  }

  private Result decode() throws MikeyFormatException {
    OctetReader in =
        OctetReader.ofMessage(data, HeaderCodec.NAME, HeaderCodec.SECTION, tracing, notes);
    if (data.length > limits.maxOctets()) {
      throw in.error(
          0, "message of " + data.length + " octets, the limit is " + limits.maxOctets());
    }
    HeaderCodec.Decoded decoded = HeaderCodec.decode(in);
    addTrace(in, -1, HeaderCodec.NAME, HeaderCodec.SECTION, 0);

    OctetReader.Next next = decoded.next();
    while (next.value() != PayloadType.LAST.value()) {
      PayloadCodec<?> codec = codecOf(next);
      in = in.payload(codec.type().name(), codec.section());
      int start = in.position();
      if (payloads.size() == limits.maxPayloads()) {
        throw in.error(start, "more payloads than the limit of " + limits.maxPayloads());
      }
      offsets.add(start);
      next =
          codec.hasNextPayload()
              ? in.nextPayload()
              : new OctetReader.Next(PayloadType.LAST.value(), start, codec.type().name());
      payloads.add(codec.decode(in));
      addTrace(in, codec.type().value(), codec.type().name(), codec.section(), start);
    }
    offsets.add(in.position());
    acceptEnd(in);
    diagnosePolicies(decoded.header());
    return new Result(
        new MikeyMessage(decoded.header(), payloads),
        List.copyOf(offsets),
        List.copyOf(trace),
        notes.list());
  }

  private static PayloadCodec<?> codecOf(OctetReader.Next next) throws MikeyFormatException {
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

  private void addTrace(OctetReader in, int type, String name, String section, int start) {
    if (tracing) {
      trace.add(new PayloadTrace(type, name, section, start, in.position() - start, in.fields()));
    }
  }

  private void acceptEnd(OctetReader in) throws MikeyFormatException {
    if (in.remaining() == 1 && leniencies.contains(Leniency.TRAILING_OCTET)) {
      in.note(in.position(), "one octet after the last payload was accepted");
    } else {
      in.requireEnd("the last payload");
    }
  }

  private void diagnosePolicies(CommonHeader header) {
    Set<Integer> defined = new HashSet<>();
    for (int i = 0; i < payloads.size(); i++) {
      if (payloads.get(i) instanceof SecurityPolicyPayload policy
          && !defined.add(policy.policyNo())) {
        notes.add(
            PayloadType.SP.name(),
            offsets.get(i),
            "policy no " + policy.policyNo() + " is that of an earlier SP");
      }
    }
    if (!defined.isEmpty()) {
      CsIdMapCodecs.policyNos(header.csIdMap())
          .filter(policyNo -> !defined.contains(policyNo))
          .distinct()
          .forEach(
              policyNo ->
                  notes.add(
                      HeaderCodec.NAME,
                      HeaderCodec.CS_ID_MAP_OFFSET,
                      "the CS ID map refers to policy no " + policyNo + ", which no SP has"));
    }
  }
}
