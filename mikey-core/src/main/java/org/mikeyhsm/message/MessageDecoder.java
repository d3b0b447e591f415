package org.mikeyhsm.message;

import java.util.ArrayList;
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

    if (decoded.header().dataType().hasIdBeforeKeys()) {
      in.expectIdBeforeKeys();
    }
    in =
        PayloadChain.read(
            in,
            decoded.next(),
            limits.maxPayloads(),
            (codec, payload, at, start) -> {
              offsets.add(start);
              payloads.add(payload);
              addTrace(at, codec.type().value(), codec.type().name(), codec.section(), start);
            });
    offsets.add(in.position());
    acceptEnd(in, decoded.header());
    MessageDiagnostics.add(decoded.header(), payloads, offsets, notes);
    return new Result(
        new MikeyMessage(decoded.header(), payloads),
        List.copyOf(offsets),
        List.copyOf(trace),
        notes.list());
  }

  private void addTrace(OctetReader in, int type, String name, String section, int start) {
    if (tracing) {
      trace.add(new PayloadTrace(type, name, section, start, in.position() - start, in.fields()));
    }
  }

  private void acceptEnd(OctetReader in, CommonHeader header) throws MikeyFormatException {
    if (in.remaining() == 1 && leniencies.contains(Leniency.TRAILING_OCTET)) {
      in.note(in.position(), "one octet after the last payload was accepted");
    } else {
      in.requireEnd("the last payload" + MessageDiagnostics.ofTheEnd(header, payloads, in));
    }
  }
}
