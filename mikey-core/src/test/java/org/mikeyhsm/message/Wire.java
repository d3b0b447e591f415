package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages written by hand. */
final class Wire {
  /** HDR without crypto sessions: where the octets after it begin. */
  static final int HEADER = 10;

  private Wire() {}

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** A PSK message of CSB 01020304 whose first payload is {@code next} and the rest {@code hex}. */
  static byte[] message(int next, String hex) {
    return message(0, next, hex);
  }

  static byte[] message(int dataType, int next, String hex) {
    return hex("01 %02x %02x 00 01020304 00 00 ".formatted(dataType, next) + hex);
  }

  /** The only payload of a message, which must also encode to the same octets. */
  static <P extends Payload> P decodeOnly(Class<P> payloadClass, int next, String hex)
      throws MikeyFormatException {
    byte[] octets = message(next, hex);
    MikeyMessage message = MikeyMessage.decode(octets);
    assertEquals(1, message.payloads().size());
    assertArrayEquals(octets, message.encode());
    return payloadClass.cast(message.payloads().get(0));
  }

  static void assertRefused(byte[] octets, String payload, int offset, String reasonPart) {
    MikeyFormatException e =
        assertThrows(MikeyFormatException.class, () -> DecodedMessage.decode(octets));
    assertEquals(payload, e.payload(), e.getMessage());
    assertEquals(offset, e.offset(), e.getMessage());
    assertEquals(true, e.reason().contains(reasonPart), e.getMessage());
  }

  static List<String> diagnostics(int next, String hex) throws MikeyFormatException {
    return DecodedMessage.decode(message(next, hex)).diagnostics();
  }

  /** The trace of the first payload after HDR. */
  static PayloadTrace trace(int next, String hex) throws MikeyFormatException {
    return DecodedMessage.decode(message(next, hex)).trace().get(1);
  }

  static FieldTrace field(PayloadTrace trace, String name) {
    return field(trace.fields(), name);
  }

  static FieldTrace field(List<FieldTrace> fields, String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no field " + name + " in " + fields));
  }

  /** The elements of a repeated structure, each with its place and its fields by name. */
  static List<Map<String, Object>> elements(PayloadTrace trace, String name) {
    return elements(field(trace, name));
  }

  static List<Map<String, Object>> elements(FieldTrace list) {
    return list.elements().stream().map(Wire::map).toList();
  }

  private static Map<String, Object> map(ElementTrace element) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("offset", element.offset());
    map.put("length", element.length());
    map.put("section", element.section());
    element.payload().ifPresent(payload -> map.put("payload", payload));
    for (FieldTrace field : element.fields()) {
      Object value = field.value() instanceof List ? elements(field) : field.value();
      map.put(field.name(), value instanceof FieldTrace.Hidden ? value.toString() : value);
      field.meaning().ifPresent(meaning -> map.put(field.name() + "Name", meaning));
    }
    return map;
  }
}
