package org.mikeyhsm.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Reads the fields of one payload. It is in one of three moods: it only reads; or it explains, that
 * is it keeps a trace of each field, looks into structured octets and notes what is odd; or it is
 * fed, that is the octets come from fields known by name.
 *
 * <p>Nothing is taken or allocated before it is known to be there. Views made by {@link #slice},
 * {@link #section}, {@link #view} and {@link #element} advance the same position.
 */
final class OctetReader {
  /**
   * How deep structures may be explained inside each other: a ticket in a message, its policy, the
   * KEMAC in that, and one more. It bounds how often an octet is read.
   */
  static final int MAX_DEPTH = 4;

  /** One way along the octets: the position that the views share, and what was met on it. */
  private static final class Pass {
    private final Optional<FieldFeed> feed;
    private final Notes notes;
    private final boolean overKeys;
    private final int depth;
    private byte[] data;
    private int position;
    private boolean metKeys;
    private boolean idBeforeKeys;

    private Pass(
        byte[] data,
        int position,
        Notes notes,
        boolean overKeys,
        int depth,
        Optional<FieldFeed> feed) {
      this.data = data;
      this.position = position;
      this.notes = notes;
      this.overKeys = overKeys;
      this.depth = depth;
      this.feed = feed;
    }
  }

  /** A Next payload field: its value, where it stands, and in which payload. */
  record Next(int value, int offset, String payload) {}

  /** Reads one value. */
  interface Body<T> {
    T read(OctetReader in) throws MikeyFormatException;
  }

  /** Reads a structure, to its end. */
  interface Form {
    void read(OctetReader in) throws MikeyFormatException;
  }

  /**
   * What stands inside octets that a record keeps as they are.
   *
   * @param what names it in a diagnostic, e.g. "clear key data"
   * @param payload the name of what is inside, for its own diagnostics
   * @param keys whether the octets are keys in clear
   * @param forms the structures it may have, the likelier first
   */
  record Inside(String what, String payload, String section, boolean keys, List<Form> forms) {}

  private final Pass pass;
  private final int end;
  private final String payload;
  private final String section;
  private final Optional<List<FieldTrace>> trace;

  private OctetReader(
      Pass pass, int end, String payload, String section, Optional<List<FieldTrace>> trace) {
    this.pass = pass;
    this.end = end;
    this.payload = payload;
    this.section = section;
    this.trace = trace;
  }

  /** A reader of a whole message, whose first payload is {@code payload}. */
  static OctetReader ofMessage(
      byte[] data, String payload, String section, boolean explaining, Notes notes) {
    return new OctetReader(
        new Pass(data, 0, notes, false, 0, Optional.empty()),
        data.length,
        payload,
        section,
        newTrace(explaining));
  }

  /** A reader of a whole message of at most {@code maxOctets} whose fields come by name. */
  static OctetReader ofFields(FieldFeed feed, int maxOctets, String payload, String section) {
    return new OctetReader(
        new Pass(new byte[0], 0, new Notes(), false, 0, Optional.of(feed)),
        maxOctets,
        payload,
        section,
        Optional.empty());
  }

  /** A reader of what a record has kept, which only reads. */
  static OctetReader of(Octets data, String payload, String section) {
    return ofMessage(data.toArray(), payload, section, false, new Notes());
  }

  /**
   * A reader of keys in clear in a range that is inside {@code data}, which only reads. Its errors
   * do not tell what it read: misplaced fields could be key octets.
   */
  static OctetReader overKeysIn(
      byte[] data, int offset, int length, String payload, String section) {
    return new OctetReader(
        new Pass(data, offset, new Notes(), true, 0, Optional.empty()),
        offset + length,
        payload,
        section,
        Optional.empty());
  }

  /** The same position in the next payload, with a trace of its own. */
  OctetReader payload(String nextPayload, String nextSection) {
    return new OctetReader(pass, end, nextPayload, nextSection, newTrace(isExplaining()));
  }

  /** The same for the next payload of the message. */
  OctetReader nextOfMessage(String nextPayload, String nextSection) throws MikeyFormatException {
    OctetReader next = payload(nextPayload, nextSection);
    if (pass.feed.isPresent()) {
      pass.feed.get().beginPayload(next);
    }
    return next;
  }

  /** Whether a trace and diagnostics are wanted. */
  boolean isExplaining() {
    return trace.isPresent();
  }

  /** The same position, for fields that another section defines. */
  OctetReader section(String otherSection) {
    return view(payload, otherSection);
  }

  /** The same position, for fields of another payload that are traced here. */
  OctetReader view(String otherPayload, String otherSection) {
    return new OctetReader(pass, end, otherPayload, otherSection, trace);
  }

  /** The same position, not reaching beyond the next {@code length} octets. */
  OctetReader slice(String name, int length) throws MikeyFormatException {
    requireLeft(name, length);
    return new OctetReader(pass, pass.position + length, payload, section, trace);
  }

  /**
   * Takes octets that a record keeps as they are, and explains what is inside if that is wanted and
   * one of the forms fits. If none does, that is only a diagnostic. Octets in which keys in clear
   * were met are not traced.
   */
  Octets structured(String name, int length, Inside inside) throws MikeyFormatException {
    if (!isExplaining()) {
      return take(name, length);
    }
    requireLeft(name, length);
    int at = pass.position;
    boolean outerMetKeys = pass.metKeys;
    pass.metKeys = inside.keys();
    Optional<OctetReader> fitting = fit(length, inside);
    Octets value = pass.metKeys ? clearKeys(name, length) : octets(name, length);
    pass.metKeys |= outerMetKeys;
    fitting.ifPresent(this::adopt);
    if (pass.depth >= MAX_DEPTH) {
      note(at, "the " + inside.what() + " is nested too deep to be explained");
    }
    return value;
  }

  /** The second reading of the next octets in the first form that fits, if one does. */
  private Optional<OctetReader> fit(int length, Inside inside) {
    if (pass.depth >= MAX_DEPTH) {
      return Optional.empty();
    }
    Optional<MikeyFormatException> fault = Optional.empty();
    for (Form form : inside.forms()) {
      OctetReader look = lookInside(length, inside);
      try {
        form.read(look);
        return Optional.of(look);
      } catch (MikeyFormatException e) {
        fault = fault.or(() -> Optional.of(e));
      } finally {
        pass.metKeys |= look.pass.metKeys;
      }
    }
    fault.ifPresent(
        e -> note(e.offset(), "the " + inside.what() + " does not parse: " + e.reason()));
    return Optional.empty();
  }

  private OctetReader lookInside(int length, Inside inside) {
    Pass own =
        new Pass(
            pass.data,
            pass.position,
            new Notes(),
            inside.keys() || pass.overKeys,
            pass.depth + 1,
            Optional.empty());
    own.idBeforeKeys = pass.idBeforeKeys;
    return new OctetReader(
        own, pass.position + length, inside.payload(), inside.section(), newTrace(true));
  }

  /** Tells all that read after this that key data in clear has an identity in front. */
  void expectIdBeforeKeys() {
    pass.idBeforeKeys = true;
  }

  boolean idBeforeKeys() {
    return pass.idBeforeKeys;
  }

  private void adopt(OctetReader inner) {
    trace.ifPresent(fields -> fields.addAll(inner.fields()));
    pass.notes.addAll(inner.pass.notes);
  }

  /** Octets from the beginning of the message. */
  int position() {
    return pass.position;
  }

  int remaining() {
    return end - pass.position;
  }

  /** What was read so far; empty when nothing is to be explained. */
  List<FieldTrace> fields() {
    return trace.orElseGet(List::of);
  }

  MikeyFormatException error(int offset, String reason) {
    return new MikeyFormatException(payload, offset, reason);
  }

  /** Adds a diagnostic, legal but worth saying, if diagnostics are wanted. */
  void note(int offset, String text) {
    if (isExplaining()) {
      pass.notes.add(payload, offset, text);
    }
  }

  void requireEnd(String what) throws MikeyFormatException {
    requireEnd(() -> what);
  }

  /** As {@link #requireEnd(String)}, where telling what is there costs something. */
  void requireEnd(Supplier<String> what) throws MikeyFormatException {
    if (remaining() > 0) {
      throw error(pass.position, what.get() + " is followed by " + remaining() + " more octet(s)");
    }
  }

  /** The next octet, which is known to be there, without taking it. */
  int peek8() {
    return pass.data[pass.position] & 0xFF;
  }

  /** Octets that several fields share; the caller takes them apart and traces each. */
  int shared(BitFields fields) throws MikeyFormatException {
    int octets = fields.octets();
    requireLeft(fields.name(), octets);
    if (pass.feed.isPresent()) {
      pass.data = pass.feed.get().shared(this, fields);
    }
    return (int) number(octets);
  }

  int u8(String name) throws MikeyFormatException {
    int at = pass.position;
    int value = (int) unsigned(name, 1);
    field(name, at, 1, value);
    return value;
  }

  int u16(String name) throws MikeyFormatException {
    int at = pass.position;
    int value = (int) unsigned(name, 2);
    field(name, at, 2, value);
    return value;
  }

  /** 32 bits, traced as an unsigned number. */
  int u32(String name) throws MikeyFormatException {
    int at = pass.position;
    long value = unsigned(name, 4);
    field(name, at, 4, value);
    return (int) value;
  }

  /** 32 bits, traced as eight hexadecimal digits. */
  int hex32(String name) throws MikeyFormatException {
    int at = pass.position;
    int value = (int) unsigned(name, 4);
    if (isExplaining()) {
      field(name, at, 4, HexFormat.of().toHexDigits(value));
    }
    return value;
  }

  /** Octets traced in hexadecimal. */
  Octets octets(String name, int length) throws MikeyFormatException {
    int at = pass.position;
    Octets value = take(name, length);
    if (isExplaining()) {
      add(name, at, value.toHex(), Optional.empty());
    }
    return value;
  }

  /** Octets traced in hexadecimal with what they mean. */
  Octets octets(String name, int length, Function<Octets, Optional<String>> meaning)
      throws MikeyFormatException {
    int at = pass.position;
    Octets value = take(name, length);
    if (isExplaining()) {
      add(name, at, value.toHex(), meaning.apply(value));
    }
    return value;
  }

  /** Octets traced in hexadecimal and as UTF-8. */
  Octets text(String name, int length) throws MikeyFormatException {
    return octets(name, length, value -> Optional.of(printable(value)));
  }

  /**
   * An identity, traced in hexadecimal and perhaps as UTF-8. Among keys in clear it is hidden: an
   * NAI there has the layout of a TGK, and either could be taken for the other.
   */
  Octets identity(String name, int length, boolean text) throws MikeyFormatException {
    if (pass.overKeys) {
      return clearKeys(name, length);
    }
    return text ? text(name, length) : octets(name, length);
  }

  /** Octets traced as an unsigned number when they are 1 to 4, else in hexadecimal. */
  Octets number(String name, int length, Function<Octets, Optional<String>> meaning)
      throws MikeyFormatException {
    int at = pass.position;
    Octets value = take(name, length);
    if (isExplaining()) {
      boolean small = length >= 1 && length <= 4;
      add(name, at, small ? (Object) value.toLong() : value.toHex(), meaning.apply(value));
    }
    return value;
  }

  /** Octets that are or hold keys in clear: their trace is their number. */
  Octets clearKeys(String name, int length) throws MikeyFormatException {
    int at = pass.position;
    Octets value = take(name, length);
    field(name, at, length, new FieldTrace.Hidden(length));
    pass.metKeys |= length > 0;
    return value;
  }

  /** A key: its trace is its length. The caller closes it. */
  SecretOctets secret(String name, int length) throws MikeyFormatException {
    int at = pass.position;
    require(name, length);
    pass.position += length;
    field(name, at, length, new FieldTrace.Hidden(length));
    pass.metKeys |= length > 0;
    return SecretOctets.copyOf(pass.data, at, length);
  }

  /** What stands for octets that are never shown. */
  static String notShown(int length) {
    return length + " octets, not shown";
  }

  /** A code point of one octet; one that is not assigned is a diagnostic. */
  <C extends CodePoint> C codePoint(String name, IntFunction<C> type) throws MikeyFormatException {
    int at = pass.position;
    C value = type.apply((int) unsigned(name, 1));
    codePointField(name, at, 1, value);
    return value;
  }

  /** A code point of two octets; one that is not assigned is a diagnostic. */
  <C extends CodePoint> C codePoint16(String name, IntFunction<C> type)
      throws MikeyFormatException {
    int at = pass.position;
    C value = type.apply((int) unsigned(name, 2));
    codePointField(name, at, 2, value);
    return value;
  }

  /** Traces a code point that is {@code length} octets or a part of them. */
  void codePointField(String name, int at, int length, CodePoint value) {
    if (!isExplaining()) {
      return;
    }
    field(name, at, length, value.value(), value.name());
    if (!value.isAssigned() && !value.name().equals(CodeTable.PRIVATE_USE)) {
      note(at, name + " " + value.value() + " is " + value.name());
    }
  }

  /** The Next payload field. Its value is judged by whoever reads the next payload. */
  Next nextPayload() throws MikeyFormatException {
    return nextPayload("nextPayload");
  }

  /** A field under a name of its own that tells which payload is next. */
  Next nextPayload(String name) throws MikeyFormatException {
    int at = pass.position;
    requireLeft(name, 1);
    if (pass.feed.isPresent()) {
      pass.data = pass.feed.get().nextPayload(this);
    }
    int value = (int) number(1);
    if (isExplaining()) {
      field(name, at, 1, value, new PayloadType(value).name());
    }
    return new Next(value, at, payload);
  }

  void field(String name, int at, int length, Object value) {
    if (isExplaining()) {
      trace.get().add(new FieldTrace(name, at, length, value, Optional.empty(), section));
    }
  }

  void field(String name, int at, int length, Object value, String meaning) {
    if (isExplaining()) {
      trace.get().add(new FieldTrace(name, at, length, value, Optional.of(meaning), section));
    }
  }

  /** Begins a repeated structure, which {@link ListReader#end} ends. */
  ListReader list(String name, String listSection) throws MikeyFormatException {
    if (pass.feed.isPresent()) {
      pass.feed.get().beginList(this, name);
    }
    return new ListReader(this, name, listSection);
  }

  /** Reads a structure that is not repeated; it is traced as a list of one. */
  <T> T single(String name, Body<T> body) throws MikeyFormatException {
    ListReader list = list(name, section);
    T value = list.next(section, body);
    list.end();
    return value;
  }

  /** For {@link ListReader}: the same position in the next element, with a trace of its own. */
  OctetReader element(String elementSection) throws MikeyFormatException {
    OctetReader element = payload(payload, elementSection);
    if (pass.feed.isPresent()) {
      pass.feed.get().beginElement(element);
    }
    return element;
  }

  /** For {@link ListReader}. */
  void endElement() {
    pass.feed.ifPresent(FieldFeed::endElement);
  }

  /** For {@link ListReader}: what was read here since {@code at}. */
  ElementTrace elementFrom(int at, Optional<String> payloadName) {
    return new ElementTrace(at, pass.position - at, section, payloadName, fields());
  }

  /** For {@link ListReader}: traces the elements, which began at {@code at} and end here. */
  void endList(String name, int at, List<ElementTrace> elements, String listSection)
      throws MikeyFormatException {
    if (pass.feed.isPresent()) {
      pass.feed.get().endList(this);
    }
    if (isExplaining()) {
      trace
          .get()
          .add(
              new FieldTrace(
                  name,
                  at,
                  pass.position - at,
                  List.copyOf(elements),
                  Optional.empty(),
                  listSection));
    }
  }

  private void add(String name, int at, Object value, Optional<String> meaning) {
    trace.orElseThrow().add(new FieldTrace(name, at, pass.position - at, value, meaning, section));
  }

  private long unsigned(String name, int length) throws MikeyFormatException {
    require(name, length);
    return number(length);
  }

  /** The next octets, which are known to be there, in network order. */
  private long number(int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | pass.data[pass.position++] & 0xFF;
    }
    return value;
  }

  private Octets take(String name, int length) throws MikeyFormatException {
    require(name, length);
    int at = pass.position;
    pass.position += length;
    return Octets.of(pass.data, at, pass.position);
  }

  /** Makes sure that the octets of a field are there. */
  private void require(String name, int length) throws MikeyFormatException {
    requireLeft(name, length);
    if (pass.feed.isPresent()) {
      pass.data = pass.feed.get().field(this, name, length);
    }
  }

  private void requireLeft(String name, int length) throws MikeyFormatException {
    if (length > remaining()) {
      throw error(
          pass.position,
          name
              + " is cut short: "
              + (pass.overKeys ? "" : length + " octets needed, ")
              + remaining()
              + " left");
    }
  }

  private static Optional<List<FieldTrace>> newTrace(boolean explaining) {
    return explaining ? Optional.of(new ArrayList<>()) : Optional.empty();
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
