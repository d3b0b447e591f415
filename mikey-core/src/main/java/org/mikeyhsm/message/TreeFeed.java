package org.mikeyhsm.message;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Feeds a reader from the tree that {@link FieldTree} describes. For one message. */
final class TreeFeed implements FieldFeed {
  /** Fields under their names, and where in the tree. */
  private record Scope(Map<?, ?> fields, String path) {}

  private static final class Elements {
    private final List<?> all;
    private final String path;
    private int next;

    private Elements(List<?> all, String path) {
      this.all = all;
      this.path = path;
    }
  }

  private final List<?> payloads;
  private final Deque<Elements> lists = new ArrayDeque<>();
  private final Deque<Scope> scopes = new ArrayDeque<>();
  private int nextPayload;
  private byte[] octets = new byte[512];
  private int length;

  TreeFeed(Map<?, ?> header, List<?> payloads) {
    this.payloads = payloads;
    scopes.push(new Scope(header, FieldTree.HEADER));
  }

  @Override
  public byte[] field(OctetReader in, String name, int octetCount) throws MikeyFormatException {
    Object value = value(in, name);
    if (value instanceof String text) {
      return append(hex(in, name, text, octetCount));
    }
    long number = number(in, name, value, Byte.SIZE * Math.min(octetCount, Integer.BYTES));
    byte[] field = new byte[octetCount];
    for (int i = octetCount - 1; i >= 0; i--, number >>>= Byte.SIZE) {
      field[i] = (byte) number;
    }
    return append(field);
  }

  @Override
  public byte[] shared(OctetReader in, BitFields fields) throws MikeyFormatException {
    long bits = 0;
    for (BitFields.Part part : fields.parts()) {
      bits = bits << part.bits() | number(in, part.name(), value(in, part.name()), part.bits());
    }
    byte[] field = new byte[fields.octets()];
    for (int i = field.length - 1; i >= 0; i--, bits >>>= Byte.SIZE) {
      field[i] = (byte) bits;
    }
    return append(field);
  }

  @Override
  public byte[] nextPayload(OctetReader in) throws MikeyFormatException {
    if (nextPayload == payloads.size()) {
      return append(new byte[] {(byte) PayloadType.LAST.value()});
    }
    String path = payloadPath(nextPayload);
    if (!(payloads.get(nextPayload) instanceof Map<?, ?> payload)) {
      throw in.error(in.position(), path + " is no object");
    }
    Scope scope = new Scope(payload, path);
    Object type = payload.get(FieldTree.TYPE);
    if (type == null) {
      throw missing(in, scope, FieldTree.TYPE);
    }
    long value = number(in, scope, FieldTree.TYPE, type, Byte.SIZE);
    if (value == PayloadType.LAST.value()) {
      throw in.error(in.position(), path + "." + FieldTree.TYPE + " 0 is no payload");
    }
    return append(new byte[] {(byte) value});
  }

  @Override
  public void beginPayload(OctetReader in) {
    scopes.clear();
    scopes.push(new Scope((Map<?, ?>) payloads.get(nextPayload), payloadPath(nextPayload)));
    nextPayload++;
  }

  @Override
  public void beginList(OctetReader in, String name) throws MikeyFormatException {
    String path = path(name);
    if (!(value(in, name) instanceof List<?> list)) {
      throw in.error(in.position(), path + " is no list");
    }
    lists.push(new Elements(list, path));
  }

  @Override
  public void beginElement(OctetReader in) throws MikeyFormatException {
    Elements list = lists.element();
    if (list.next == list.all.size()) {
      throw in.error(
          in.position(),
          list.path
              + " has "
              + list.all.size()
              + " element(s), fewer than its number or length says");
    }
    String path = list.path + "[" + list.next + "]";
    if (!(list.all.get(list.next) instanceof Map<?, ?> element)) {
      throw in.error(in.position(), path + " is no object");
    }
    list.next++;
    scopes.push(new Scope(element, path));
  }

  @Override
  public void endElement() {
    scopes.pop();
  }

  @Override
  public void endList(OctetReader in) throws MikeyFormatException {
    Elements list = lists.pop();
    if (list.next < list.all.size()) {
      throw in.error(
          in.position(),
          list.path
              + " has "
              + list.all.size()
              + " element(s), more than its number or length says, "
              + list.next);
    }
  }

  @Override
  public void end(OctetReader in) throws MikeyFormatException {
    if (nextPayload < payloads.size()) {
      throw in.error(
          in.position(),
          payloadPath(nextPayload) + " stands after a payload that ends the message");
    }
  }

  private static String payloadPath(int index) {
    return FieldTree.PAYLOADS + "[" + index + "]";
  }

  private String path(String name) {
    return scopes.element().path() + "." + name;
  }

  private Object value(OctetReader in, String name) throws MikeyFormatException {
    Scope scope = scopes.element();
    Object value = scope.fields().get(name);
    if (value == null) {
      throw missing(in, scope, name);
    }
    return value;
  }

  private static MikeyFormatException missing(OctetReader in, Scope scope, String name) {
    return in.error(in.position(), scope.path() + "." + name + " is missing");
  }

  private long number(OctetReader in, String name, Object value, int bits)
      throws MikeyFormatException {
    return number(in, scopes.element(), name, value, bits);
  }

  private static long number(OctetReader in, Scope scope, String name, Object value, int bits)
      throws MikeyFormatException {
    long most = (1L << bits) - 1;
    long number = -1;
    if (value instanceof Integer || value instanceof Long) {
      number = ((Number) value).longValue();
    } else if (value instanceof Boolean flag) {
      number = flag ? 1 : 0;
    } else if (!(value instanceof BigInteger)) {
      throw in.error(
          in.position(), scope.path() + "." + name + " is neither a whole number nor hexadecimal");
    }
    if (number < 0 || number > most) {
      throw in.error(in.position(), scope.path() + "." + name + " is not in 0.." + most);
    }
    return number;
  }

  private byte[] hex(OctetReader in, String name, String text, int octetCount)
      throws MikeyFormatException {
    if (text.length() % 2 != 0 || !text.chars().allMatch(HexFormat::isHexDigit)) {
      throw in.error(in.position(), path(name) + " is not an even number of hexadecimal digits");
    }
    if (text.length() / 2 != octetCount) {
      throw in.error(
          in.position(),
          path(name) + " has " + text.length() / 2 + " octets, but is to have " + octetCount);
    }
    return HexFormat.of().parseHex(text);
  }

  private byte[] append(byte[] field) {
    int needed = length + field.length;
    if (needed > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(needed, 2 * octets.length));
    }
    System.arraycopy(field, 0, octets, length, field.length);
    length = needed;
    return octets;
  }
}
