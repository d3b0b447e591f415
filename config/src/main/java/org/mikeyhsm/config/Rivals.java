package org.mikeyhsm.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keys of which one at most can be there. */
final class Rivals {
  private Rivals() {}

  /** The document without the rivals of each key on the way to {@code path}. */
  static Value.Struct remove(Value.Struct document, Shape.Struct shape, String path) {
    int dot = path.indexOf('.');
    String name = dot < 0 ? path : path.substring(0, dot);
    Map<String, Value.Struct.Entry> kept = new LinkedHashMap<>(document.entries());
    if (shape.oneOf().contains(name)) {
      kept.keySet().removeIf(key -> shape.oneOf().contains(key) && !key.equals(name));
    }
    Value.Struct.Entry entry = kept.get(name);
    if (dot >= 0
        && entry != null
        && entry.value() instanceof Value.Struct inner
        && shape.keys().get(name).shape() instanceof Shape.Struct innerShape) {
      kept.put(
          name,
          new Value.Struct.Entry(
              entry.keyAt(), remove(inner, innerShape, path.substring(dot + 1))));
    }
    return new Value.Struct(kept, document.at());
  }
}
