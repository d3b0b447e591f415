package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The walk along the chain of payloads (RFC 3830 section 6). */
final class MessageDecoder {
  private final Set<Leniency> leniencies;
  private final Notes notes = new Notes();
  private final List<Payload> payloads = new ArrayList<>();
  private final List<PayloadTrace> trace = new ArrayList<>(0);
  private int[] offsets = new int[16];

  /**
   * What was read.
   *
   * @param offsets of each payload after HDR, and then of the end of the last one
   * @param trace empty when no explanation was asked for
   * @param diagnostics empty when no explanation was asked for
   */
  record Result(
      MikeyMessage message, int[] offsets, List<PayloadTrace> trace, List<String> diagnostics) {}

  private MessageDecoder(Set<Leniency> leniencies) {
    this.leniencies = leniencies;
  }

  static Result decode(
      byte[] data, DecodeLimits limits, Set<Leniency> leniencies, boolean explaining)
      throws MikeyFormatException {
    MessageDecoder decoder = new MessageDecoder(leniencies);
    OctetReader in =
        OctetReader.ofMessage(
            data, HeaderCodec.NAME, HeaderCodec.SECTION, explaining, decoder.notes);
    if (data.length > limits.maxOctets()) {
      throw in.error(
          0, "message of " + data.length + " octets, the limit is " + limits.maxOctets());
    }
    Walk walk = decoder.walk(in, limits);
    decoder.acceptEnd(walk);
    return decoder.result(walk);
  }

  /** The message whose fields {@code feed} knows by name. */
  static MikeyMessage decode(FieldFeed feed, DecodeLimits limits) throws MikeyFormatException {
    MessageDecoder decoder = new MessageDecoder(Set.of());
    Walk walk =
        decoder.walk(
            OctetReader.ofFields(feed, limits.maxOctets(), HeaderCodec.NAME, HeaderCodec.SECTION),
            limits);
    feed.end(walk.end());
    return new MikeyMessage(walk.header(), decoder.payloads);
  }

  /** HDR, and the reader at the end of the last payload. */
  private record Walk(CommonHeader header, OctetReader end) {}

  private Walk walk(OctetReader in, DecodeLimits limits) throws MikeyFormatException {
    HeaderCodec.Decoded decoded = HeaderCodec.decode(in);
    addTrace(in, -1, HeaderCodec.NAME, HeaderCodec.SECTION, 0);
    if (decoded.header().dataType().hasIdBeforeKeys()) {
      in.expectIdBeforeKeys();
    }
    OctetReader end =
        PayloadChain.read(
            in,
            decoded.next(),
            limits.maxPayloads(),
            (codec, payload, at, start) -> {
              addOffset(payloads.size(), start);
              payloads.add(payload);
              addTrace(at, codec.type().value(), codec.type().name(), codec.section(), start);
            });
    addOffset(payloads.size(), end.position());
    return new Walk(decoded.header(), end);
  }

  private void addOffset(int index, int offset) {
    if (index == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * offsets.length);
    }
    offsets[index] = offset;
  }

  private void addTrace(OctetReader in, int type, String name, String section, int start) {
    if (in.isExplaining()) {
      trace.add(new PayloadTrace(type, name, section, start, in.position() - start, in.fields()));
    }
  }

  private void acceptEnd(Walk walk) throws MikeyFormatException {
    OctetReader in = walk.end();
    if (in.remaining() == 0) {
      return;
    }
    if (in.remaining() == 1 && leniencies.contains(Leniency.TRAILING_OCTET)) {
      in.note(in.position(), "one octet after the last payload was accepted");
    } else {
      in.requireEnd(
          () -> "the last payload" + MessageDiagnostics.ofTheEnd(walk.header(), payloads, in));
    }
  }

  private Result result(Walk walk) {
    if (walk.end().isExplaining()) {
      MessageDiagnostics.add(walk.header(), payloads, offsets, notes);
    }
    return new Result(
        new MikeyMessage(walk.header(), payloads), offsets, List.copyOf(trace), notes.list());
  }
}
