package org.mikeyhsm.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** A document without its places. */
final class Plain {
  private Plain() {}

  static Map<String, Object> of(Value.Struct struct) {
    Map<String, Object> plain = new LinkedHashMap<>();
    struct.entries().forEach((name, entry) -> plain.put(name, of(entry.value())));
    return plain;
  }

  private static Object of(Value value) {
    if (value instanceof Value.Struct struct) {
      return of(struct);
    }
    if (value instanceof Value.Items items) {
      return items.elements().stream().map(Plain::of).toList();
    }
    return ((Value.Scalar) value).text();
  }
}
