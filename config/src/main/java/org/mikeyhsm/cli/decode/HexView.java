package org.mikeyhsm.cli.decode;

import java.util.BitSet;
import java.util.List;
import org.mikeyhsm.message.ElementTrace;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PayloadTrace;

/** The octets of a payload, sixteen in a line; keys in clear are masked. Thread-safe. */
final class HexView {
  private static final int PER_LINE = 16;
  private static final String MASK = "**";

  private HexView() {}

  /** Lines ended by line feeds: offset, octets, and as ASCII where it is printable. */
  static String of(PayloadTrace payload, Octets message, int indent) {
    BitSet hidden = new BitSet();
    hide(payload.fields(), hidden);
    byte[] octets = message.toArray();
    int end = payload.offset() + payload.length();
    StringBuilder text = new StringBuilder();
    for (int at = payload.offset(); at < end; at += PER_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder ascii = new StringBuilder();
      for (int i = at; i < Math.min(at + PER_LINE, end); i++) {
        boolean printable = octets[i] >= ' ' && octets[i] < 0x7F;
        hex.append(i == at + PER_LINE / 2 ? "  " : " ")
            .append(hidden.get(i) ? MASK : "%02x".formatted(octets[i]));
        ascii.append(hidden.get(i) || !printable ? '.' : (char) octets[i]);
      }
      text.append(" ".repeat(indent))
          .append(
              "%06d %-50s %s%n".formatted(at, hex, ascii).replace(System.lineSeparator(), "\n"));
    }
    return text.toString();
  }

  private static void hide(List<FieldTrace> fields, BitSet hidden) {
    for (FieldTrace field : fields) {
      if (field.value() instanceof FieldTrace.Hidden) {
        hidden.set(field.offset(), field.offset() + field.length());
      }
      for (ElementTrace element : field.elements()) {
        hide(element.fields(), hidden);
      }
    }
  }
}
