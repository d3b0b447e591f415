package org.mikeyhsm.cli.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.cli.output.Table;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.PayloadTrace;

/** A message as text for people. A key in clear is never shown. Thread-safe. */
public final class TextView {
  private static final int VALUE_WIDTH = 64;
  private static final int SHORT_HEX_DIGITS = 16;

  private static final Set<String> ELEMENT_PLACE = Set.of("offset", "length", "section");

  private TextView() {}

  /**
   * Every field of every payload with its place, length and section, then the diagnostics; lines
   * ended by line feeds.
   */
  public static String of(DecodedMessage message, Style style) {
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
          .append('\n');
    }
    text.append(style.heading("Diagnostics"));
    if (message.diagnostics().isEmpty()) {
      return text.append("  none\n").toString();
    }
    text.append('\n');
    message.diagnostics().forEach(line -> text.append("  ").append(line).append('\n'));
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

  private static String fields(PayloadTrace payload) {
    Table table =
        new Table(
            2,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    table.row("offset", "length", "section", "field", "value");
    for (FieldTrace field : payload.fields()) {
      if (field.value() instanceof List<?> elements) {
        addElements(table, field, elements);
      } else {
        addRow(
            table,
            field.offset(),
            field.length(),
            field.section(),
            field.name(),
            wrap(field.value().toString())
                + field.meaning().map(meaning -> meant(field.value(), meaning)).orElse(""));
      }
    }
    return table.toString();
  }

  private static void addElements(Table table, FieldTrace field, List<?> elements) {
    addRow(table, field.offset(), field.length(), field.section(), field.name(), count(elements));
    for (int i = 0; i < elements.size(); i++) {
      Map<?, ?> element = (Map<?, ?>) elements.get(i);
      addRow(
          table,
          element.get("offset"),
          element.get("length"),
          element.get("section"),
          field.name() + "[" + (i + 1) + "]",
          String.join("\n", parts(element)));
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
      Table table, Object offset, Object length, Object section, String name, String value) {
    table.row(offset.toString(), length.toString(), section.toString(), name, value);
  }

  private static List<String> parts(Map<?, ?> element) {
    List<String> parts = new ArrayList<>();
    element.forEach(
        (name, value) -> {
          if (!ELEMENT_PLACE.contains(name) && !isMeaning(element, name.toString())) {
            Object meaning = element.get(name + "Name");
            parts.add(
                name
                    + " "
                    + wrap(nested(value))
                    + (meaning == null ? "" : meant(value, meaning.toString())));
          }
        });
    return parts;
  }

  private static boolean isMeaning(Map<?, ?> element, String name) {
    return name.endsWith("Name")
        && element.containsKey(name.substring(0, name.length() - "Name".length()));
  }

  private static String nested(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(TextView::nested).collect(Collectors.joining("; ", "[", "]"));
    }
    return value instanceof Map<?, ?> map ? String.join(", ", parts(map)) : value.toString();
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
