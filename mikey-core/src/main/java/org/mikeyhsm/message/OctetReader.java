package org.mikeyhsm.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads the fields of one payload and, when asked to, keeps a trace of each.
 *
 * <p>Nothing is taken or allocated before it is known to be there. Views made by {@link #slice},
 * {@link #section} and {@link #element} advance the same position.
 */
final class OctetReader {
  /** The read position that the views of a message share. */
  private static final class Cursor {
    private int position;

    private Cursor(int position) {
      this.position = position;
    }
  }

  /** A Next payload field: its value, where it stands, and in which payload. */
  record Next(int value, int offset, String payload) {}

  /** Reads one value. */
  interface Body<T> {
    T read(OctetReader in) throws MikeyFormatException;
  }

  private final byte[] data;
  private final Cursor cursor;
  private final int end;
  private final String payload;
  private final String section;
  private final Optional<List<FieldTrace>> trace;
  private final Notes notes;
  private final boolean overKeys;

  private OctetReader(
      byte[] data,
      Cursor cursor,
      int end,
      String payload,
      String section,
      Optional<List<FieldTrace>> trace,
      Notes notes,
      boolean overKeys) {
    this.data = data;
    this.cursor = cursor;
    this.end = end;
    this.payload = payload;
    this.section = section;
    this.trace = trace;
    this.notes = notes;
    this.overKeys = overKeys;
  }

  /** A reader of a whole message, whose first payload is {@code payload}. */
  static OctetReader ofMessage(
      byte[] data, String payload, String section, boolean tracing, Notes notes) {
    return new OctetReader(
        data, new Cursor(0), data.length, payload, section, newTrace(tracing), notes, false);
  }

  /** As {@link #overKeys}, of a range that is inside {@code data}, without trace or diagnostics. */
  static OctetReader overKeysIn(
      byte[] data, int offset, int length, String payload, String section) {
    return new OctetReader(
        data,
        new Cursor(offset),
        offset + length,
        payload,
        section,
        Optional.empty(),
        new Notes(),
        true);
  }

  /** The same position in the next payload, with a trace of its own. */
  OctetReader payload(String nextPayload, String nextSection) {
    return new OctetReader(
        data, cursor, end, nextPayload, nextSection, newTrace(trace.isPresent()), notes, overKeys);
  }

  /** The same position, for fields that another section defines. */
  OctetReader section(String otherSection) {
    return new OctetReader(data, cursor, end, payload, otherSection, trace, notes, overKeys);
  }

  /** The same position, not reaching beyond the next {@code length} octets. */
  OctetReader slice(String name, int length) throws MikeyFormatException {
    require(name, length);
    return new OctetReader(
        data, cursor, cursor.position + length, payload, section, trace, notes, overKeys);
  }

  /**
   * A second look at the next {@code length} octets, which hold keys in clear, with position and
   * trace of its own. Its errors do not tell what it read: misplaced fields could be key octets.
   */
  OctetReader overKeys(String name, int length, String innerPayload, String innerSection)
      throws MikeyFormatException {
    require(name, length);
    return new OctetReader(
        data,
        new Cursor(cursor.position),
        cursor.position + length,
        innerPayload,
        innerSection,
        newTrace(trace.isPresent()),
        notes,
        true);
  }

  /** Adds what {@code inner} traced to the trace of this reader. */
  void adopt(OctetReader inner) {
    trace.ifPresent(fields -> fields.addAll(inner.fields()));
  }

  /** Octets from the beginning of the message. */
  int position() {
    return cursor.position;
  }

  int remaining() {
    return end - cursor.position;
  }

  /** What was read so far; empty when not tracing. */
  List<FieldTrace> fields() {
    return trace.orElseGet(List::of);
  }

  MikeyFormatException error(int offset, String reason) {
    return new MikeyFormatException(payload, offset, reason);
  }

  /** Adds a diagnostic: legal, but worth saying. */
  void note(int offset, String text) {
    notes.add(payload, offset, text);
  }

  void requireEnd(String what) throws MikeyFormatException {
    if (remaining() > 0) {
      throw error(cursor.position, what + " is followed by " + remaining() + " more octet(s)");
    }
  }

  /** The next octet, which is known to be there, without taking it. */
  int peek8() {
    return data[cursor.position] & 0xFF;
  }

  /** An octet whose parts the caller traces with {@link #field}. */
  int untraced8(String name) throws MikeyFormatException {
    require(name, 1);
    return data[cursor.position++] & 0xFF;
  }

  int u8(String name) throws MikeyFormatException {
    int at = cursor.position;
    int value = untraced8(name);
    field(name, at, 1, value);
    return value;
  }

  int u16(String name) throws MikeyFormatException {
    int at = cursor.position;
    int value = (int) unsigned(name, 2);
    field(name, at, 2, value);
    return value;
  }

  /** 32 bits, traced as an unsigned number. */
  int u32(String name) throws MikeyFormatException {
    int at = cursor.position;
    long value = unsigned(name, 4);
    field(name, at, 4, value);
    return (int) value;
  }

  /** 32 bits, traced as eight hexadecimal digits. */
  int hex32(String name) throws MikeyFormatException {
    int at = cursor.position;
    int value = (int) unsigned(name, 4);
    field(name, at, 4, HexFormat.of().toHexDigits(value));
    return value;
  }

  /** Octets traced in hexadecimal. */
  Octets octets(String name, int length) throws MikeyFormatException {
    return octets(name, length, value -> Optional.empty());
  }

  /** Octets traced in hexadecimal with what they mean. */
  Octets octets(String name, int length, Function<Octets, Optional<String>> meaning)
      throws MikeyFormatException {
    int at = cursor.position;
    Octets value = take(name, length);
    if (trace.isPresent()) {
      add(name, at, value.toHex(), meaning.apply(value));
    }
    return value;
  }

  /** Octets traced in hexadecimal and as UTF-8. */
  Octets text(String name, int length) throws MikeyFormatException {
    return octets(name, length, value -> Optional.of(printable(value)));
  }

  /** Octets traced as an unsigned number when they are 1 to 4, else in hexadecimal. */
  Octets number(String name, int length, Function<Octets, Optional<String>> meaning)
      throws MikeyFormatException {
    int at = cursor.position;
    Octets value = take(name, length);
    if (trace.isPresent()) {
      boolean small = length >= 1 && length <= 4;
      add(
          name,
          at,
          small ? (Object) Long.parseLong(value.toHex(), 16) : value.toHex(),
          meaning.apply(value));
    }
    return value;
  }

  /** Octets that are or hold keys in clear: their trace is their number. */
  Octets clearKeys(String name, int length) throws MikeyFormatException {
    int at = cursor.position;
    Octets value = take(name, length);
    field(name, at, length, notShown(length));
    return value;
  }

  /** A key: its trace is its length. The caller closes it. */
  SecretOctets secret(String name, int length) throws MikeyFormatException {
    int at = cursor.position;
    require(name, length);
    cursor.position += length;
    field(name, at, length, notShown(length));
    return SecretOctets.copyOf(data, at, length);
  }

  /** What stands for octets that are never shown. */
  static String notShown(int length) {
    return length + " octets, not shown";
  }

  /** A code point of one octet; an unassigned one is a diagnostic. */
  <C extends CodePoint> C codePoint(String name, IntFunction<C> type) throws MikeyFormatException {
    int at = cursor.position;
    C value = type.apply(untraced8(name));
    codePointField(name, at, value);
    return value;
  }

  /** Traces a code point of a whole octet or of a part of it. */
  void codePointField(String name, int at, CodePoint value) {
    field(name, at, 1, value.value(), value.name());
    if (!value.isAssigned() && value.name().equals(CodeTable.UNASSIGNED)) {
      note(at, name + " " + value.value() + " is unassigned");
    }
  }

  /** The Next payload field. Its value is judged by whoever reads the next payload. */
  Next nextPayload() throws MikeyFormatException {
    int at = cursor.position;
    int value = untraced8("nextPayload");
    field("nextPayload", at, 1, value, new PayloadType(value).name());
    return new Next(value, at, payload);
  }

  void field(String name, int at, int length, Object value) {
    trace.ifPresent(
        fields -> fields.add(new FieldTrace(name, at, length, value, Optional.empty(), section)));
  }

  void field(String name, int at, int length, Object value, String meaning) {
    trace.ifPresent(
        fields ->
            fields.add(new FieldTrace(name, at, length, value, Optional.of(meaning), section)));
  }

  /** Reads one element of a repeated structure and adds its trace to {@code elements}. */
  <T> T element(List<Map<String, Object>> elements, String elementSection, Body<T> body)
      throws MikeyFormatException {
    OctetReader in =
        new OctetReader(
            data,
            cursor,
            end,
            payload,
            elementSection,
            newTrace(trace.isPresent()),
            notes,
            overKeys);
    int at = cursor.position;
    T value = body.read(in);
    if (trace.isPresent()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("offset", at);
      map.put("length", cursor.position - at);
      map.put("section", elementSection);
      for (FieldTrace field : in.fields()) {
        map.put(field.name(), field.value());
        field.meaning().ifPresent(meaning -> map.put(field.name() + "Name", meaning));
      }
      elements.add(map);
    }
    return value;
  }

  /** Traces a repeated structure that began at {@code at} and ends here. */
  void list(String name, int at, List<Map<String, Object>> elements, String listSection) {
    trace.ifPresent(
        fields ->
            fields.add(
                new FieldTrace(
                    name,
                    at,
                    cursor.position - at,
                    List.copyOf(elements),
                    Optional.empty(),
                    listSection)));
  }

  private void add(String name, int at, Object value, Optional<String> meaning) {
    trace.ifPresent(
        fields ->
            fields.add(new FieldTrace(name, at, cursor.position - at, value, meaning, section)));
  }

  private long unsigned(String name, int length) throws MikeyFormatException {
    require(name, length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | data[cursor.position++] & 0xFF;
    }
    return value;
  }

  private Octets take(String name, int length) throws MikeyFormatException {
    require(name, length);
    int at = cursor.position;
    cursor.position += length;
    return Octets.of(data, at, cursor.position);
  }

  private void require(String name, int length) throws MikeyFormatException {
    if (length > remaining()) {
      throw error(
          cursor.position,
          name
              + " is cut short: "
              + (overKeys ? "" : length + " octets needed, ")
              + remaining()
              + " left");
    }
  }

  private static Optional<List<FieldTrace>> newTrace(boolean tracing) {
    return tracing ? Optional.of(new ArrayList<>()) : Optional.empty();
  }

  /** UTF-8 with everything a terminal could act on replaced. */
  private static String printable(Octets value) {
    String text = new String(value.toArray(), StandardCharsets.UTF_8);
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.UNASSIGNED,
                      Character.PRIVATE_USE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      0xFFFD;
                  default -> c;
                })
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
