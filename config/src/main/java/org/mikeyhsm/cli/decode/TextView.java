package org.mikeyhsm.cli.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.cli.output.Table;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ElementTrace;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.PayloadTrace;

/** A message as text for people. A key in clear is never shown. Thread-safe. */
public final class TextView {
  private static final int VALUE_WIDTH = 64;
  private static final int SHORT_HEX_DIGITS = 16;
  private static final int INDENT = 2;

  /** The field of T and TR that may be a time of day. */
  private static final String TIME = "tsValue";

  private final DecodedMessage message;
  private final Style style;
  private final Instant now;
  private final boolean withOctets;

  private TextView(DecodedMessage message, Style style, Instant now, boolean withOctets) {
    this.message = message;
    this.style = style;
    this.now = now;
    this.withOctets = withOctets;
  }

  /**
   * Every field of every payload with its place, length and section, what is inside another one
   * further to the right; then the diagnostics. Lines ended by line feeds.
   *
   * @param now what times are compared with
   * @param withOctets whether the octets of each payload follow its fields
   */
  public static String of(DecodedMessage message, Style style, Instant now, boolean withOctets) {
    return new TextView(message, style, now, withOctets).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (PayloadTrace payload : message.trace()) {
      text.append(style.heading(payload.name()))
          .append(
              "  "
                  + payload.section()
                  + ", "
                  + payload.length()
                  + " octets from "
                  + payload.offset())
          .append('\n')
          .append(fields(payload))
          .append(withOctets ? "\n" + HexView.of(payload, message.octets(), INDENT) : "")
          .append('\n');
    }
    List<String> diagnostics = message.diagnostics();
    text.append(style.heading("Diagnostics"));
    if (diagnostics.isEmpty()) {
      return text.append("  none\n").toString();
    }
    text.append('\n');
    diagnostics.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  /** One line for each payload with what matters of it; lines ended by line feeds. */
  public static String brief(DecodedMessage message, int indent) {
    Table table = new Table(indent, Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT);
    for (PayloadTrace payload : message.trace()) {
      table.row(payload.name(), Integer.toString(payload.offset()), brief(payload));
    }
    return table.toString();
  }

  private String fields(PayloadTrace payload) {
    Table table =
        new Table(
            INDENT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    table.row("offset", "length", "section", "field", "value");
    addFields(table, payload.fields(), 0);
    return table.toString();
  }

  private void addFields(Table table, List<FieldTrace> fields, int depth) {
    for (FieldTrace field : fields) {
      boolean list = field.value() instanceof List<?>;
      addRow(
          table,
          field.offset(),
          field.length(),
          field.section(),
          " ".repeat(INDENT * depth) + field.name(),
          list ? count(field.elements()) : value(field));
      for (int i = 0; i < field.elements().size(); i++) {
        ElementTrace element = field.elements().get(i);
        addRow(
            table,
            element.offset(),
            element.length(),
            element.section(),
            " ".repeat(INDENT * depth) + field.name() + "[" + (i + 1) + "]",
            element.payload().orElse(""));
        addFields(table, element.fields(), depth + 1);
      }
    }
  }

  private String value(FieldTrace field) {
    return wrap(field.value().toString())
        + field.meaning().map(meaning -> meant(field.value(), meaning + away(field))).orElse("");
  }

  private String away(FieldTrace field) {
    return time(field).map(time -> ", " + TimeAway.describe(time, now)).orElse("");
  }

  private static Optional<Instant> time(FieldTrace field) {
    try {
      return field.name().equals(TIME) ? field.meaning().map(Instant::parse) : Optional.empty();
    } catch (DateTimeException e) {
      // A counter or an interval.
      return Optional.empty();
    }
  }

  private static String count(List<?> elements) {
    return switch (elements.size()) {
      case 0 -> "none";
      case 1 -> "1 entry";
      default -> elements.size() + " entries";
    };
  }

  private static void addRow(
      Table table, int offset, int length, String section, String name, String value) {
    table.row(Integer.toString(offset), Integer.toString(length), section, name, value);
  }

  /** Text beside its octets would be lost in them, a name beside its number reads well. */
  private static String meant(Object value, String meaning) {
    return value instanceof String text && text.length() > SHORT_HEX_DIGITS
        ? "\n" + meaning
        : " (" + meaning + ")";
  }

  private static String wrap(String value) {
    StringBuilder lines = new StringBuilder();
    for (int from = 0; from < value.length(); from += VALUE_WIDTH) {
      lines
          .append(from == 0 ? "" : "\n")
          .append(value, from, Math.min(value.length(), from + VALUE_WIDTH));
    }
    return lines.toString();
  }

  private static String brief(PayloadTrace payload) {
    List<String> parts = new ArrayList<>();
    for (FieldTrace field : payload.fields()) {
      boolean framing = field.name().equals("nextPayload") || field.name().endsWith("Length");
      if (!framing) {
        parts.add(field.name() + " " + brief(field));
      }
    }
    return String.join(", ", parts);
  }

  private static String brief(FieldTrace field) {
    if (field.value() instanceof List<?> elements) {
      return count(elements);
    }
    return field
        .meaning()
        .orElseGet(
            () ->
                field.value() instanceof String text && text.length() > SHORT_HEX_DIGITS
                    ? field.length() + " octets"
                    : field.value().toString());
  }
}
