package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is odd in a message though each payload of it is well-formed. */
final class MessageDiagnostics {
  private final CommonHeader header;
  private final List<Payload> payloads;
  private final int[] offsets;
  private final Notes notes;

  private MessageDiagnostics(
      CommonHeader header, List<Payload> payloads, int[] offsets, Notes notes) {
    this.header = header;
    this.payloads = payloads;
    this.offsets = offsets;
    this.notes = notes;
  }

  /** Adds the diagnostics of a message whose payloads stand at {@code offsets}. */
  static void add(CommonHeader header, List<Payload> payloads, int[] offsets, Notes notes) {
    MessageDiagnostics diagnostics = new MessageDiagnostics(header, payloads, offsets, notes);
    diagnostics.policies();
    diagnostics.cryptoSessions();
    if (isDhhmac(header)) {
      diagnostics.dhhmac();
    }
    if (header.dataType().equals(DataType.SAKKE)) {
      diagnostics.sakke();
    }
  }

  /** Why octets may be left after the last payload, to follow its mention; often nothing. */
  static String ofTheEnd(CommonHeader header, List<Payload> payloads, OctetReader in) {
    boolean macOfTheText =
        isDhhmac(header)
            && !payloads.isEmpty()
            && payloads.get(payloads.size() - 1) instanceof KemacPayload kemac
            && kemac.macAlg().equals(MacAlg.NULL)
            && in.remaining() == MacAlg.HMAC_SHA_1_160.macLength().orElseThrow();
    return macOfTheText
        ? " (MAC alg 0, which is NULL, but HMAC-SHA-1 in the text of RFC 4650 4.2)"
        : "";
  }

  private static boolean isDhhmac(CommonHeader header) {
    return header.dataType().equals(DataType.DHHMAC_INIT)
        || header.dataType().equals(DataType.DHHMAC_RESP);
  }

  private void policies() {
    BitSet defined = new BitSet();
    for (int i = 0; i < payloads.size(); i++) {
      if (payloads.get(i) instanceof SecurityPolicyPayload policy) {
        if (defined.get(policy.policyNo())) {
          note(i, "policy no " + policy.policyNo() + " is that of an earlier SP");
        }
        defined.set(policy.policyNo());
      }
    }
    if (defined.isEmpty()) {
      return;
    }
    BitSet missing = CsIdMapCodecs.policyNos(header.csIdMap());
    missing.andNot(defined);
    for (int no = missing.nextSetBit(0); no >= 0; no = missing.nextSetBit(no + 1)) {
      noteMap("the CS ID map refers to policy no " + no + ", which no SP has");
    }
    if (header.csIdMap() instanceof EmptyMap) {
      noteMap("an SP together with the empty map, which RFC 4563 5 forbids");
    }
  }

  private void cryptoSessions() {
    CsIdMap map = header.csIdMap();
    if (map instanceof EmptyMap) {
      if (map.count() > 0) {
        noteMap("#CS is " + map.count() + ", but the empty map tells nothing of them");
      }
    } else if (map.count() == 0 && transportsKeys()) {
      noteMap("#CS is 0 though the message carries keys: the peer has to know the streams");
    }
    if (map instanceof SrtpIdMap srtp) {
      ssrcs(srtp.entries());
    }
  }

  private void ssrcs(List<SrtpId> entries) {
    List<String> open = new ArrayList<>(0);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).ssrc() == 0) {
        open.add(Integer.toString(i + 1));
      }
    }
    if (!open.isEmpty()) {
      noteMap(
          "the SSRC is 0, for the responder to fill in (RFC 3830 6.1.1), in crypto session "
              + String.join(", ", open));
    }
  }

  private boolean transportsKeys() {
    return payloads.stream().anyMatch(TimestampPayload.class::isInstance)
        && payloads.stream()
            .anyMatch(
                payload ->
                    payload instanceof KemacPayload kemac && !kemac.encrData().isEmpty()
                        || payload instanceof DhPayload);
  }

  private void dhhmac() {
    find(payload ->
            payload instanceof KemacPayload kemac && kemac.encrAlg().equals(EncrAlg.AES_KW_128))
        .ifPresent(
            i ->
                note(
                    i,
                    "Encr alg 2 is AES-KW-128, but NULL in the text of RFC 4650 4.2; DHHMAC has"
                        + " NULL, which is 0"));
  }

  private void sakke() {
    if (header.v()) {
      notes.add(HeaderCodec.NAME, HeaderCodec.FLAGS_OFFSET, "V is set, which RFC 6509 4.1 forbids");
    }
    find(payload ->
            payload instanceof TimestampPayload timestamp
                && !timestamp.tsType().equals(TsType.NTP_UTC)
                && !timestamp.tsType().equals(TsType.NTP))
        .ifPresent(i -> note(i, "RFC 6509 2.2.1 wants a TS type of NTP-UTC or NTP"));
    boolean eccsi =
        find(payload ->
                payload instanceof SignPayload sign
                    && sign.signatureType().equals(SignatureType.ECCSI))
            .isPresent();
    if (eccsi) {
      find(CertPayload.class::isInstance)
          .ifPresent(
              i ->
                  note(i, "a certificate beside an ECCSI signature, which RFC 6509 2.2.1 forbids"));
    }
  }

  private Optional<Integer> find(Predicate<Payload> predicate) {
    for (int i = 0; i < payloads.size(); i++) {
      if (predicate.test(payloads.get(i))) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private void note(int index, String text) {
    notes.add(new PayloadType(payloads.get(index).type()).name(), offsets[index], text);
  }

  private void noteMap(String text) {
    notes.add(HeaderCodec.NAME, HeaderCodec.CS_ID_MAP_OFFSET, text);
  }
}
