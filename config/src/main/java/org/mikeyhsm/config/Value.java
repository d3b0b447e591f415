package org.mikeyhsm.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as it was written, with its place. */
sealed interface Value {
  /** Where it begins. */
  Position at();

  /** What it is, for people to read; no scalar is repeated in full. */
  String describe();

  /**
   * A text, number or boolean, not told apart yet.
   *
   * @param text as written, without quotes
   */
  record Scalar(String text, Position at) implements Value {
    private static final int LONGEST = 60;

    @Override
    public String describe() {
      // RFC 7512 has a place for a PIN in URIs; a configuration has not.
      String shown = text.replaceAll("pin-value=[^&;]*", "pin-value=...");
      return text.isEmpty()
          ? "nothing"
          : '"' + (shown.length() > LONGEST ? shown.substring(0, LONGEST) + "..." : shown) + '"';
    }
  }

  /**
   * A sequence.
   *
   * @param elements in their order
   */
  record Items(List<Value> elements, Position at) implements Value {
    public Items {
      elements = List.copyOf(elements);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /**
   * A mapping.
   *
   * @param entries by key, in their order
   */
  record Struct(Map<String, Entry> entries, Position at) implements Value {
    /**
     * A value with the place of its key.
     *
     * @param keyAt where the key is
     * @param value the value
     */
    record Entry(Position keyAt, Value value) {}

    public Struct {
      entries = new LinkedHashMap<>(entries);
    }

    @Override
    public String describe() {
      return "keys (" + String.join(", ", entries.keySet()) + ")";
    }

    /** This with one value put at a path; what is in its way is replaced. */
    Struct with(List<String> path, Value value) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      String name = path.get(0);
      Entry before = changed.get(name);
      if (path.size() == 1) {
        changed.put(name, new Entry(value.at(), value));
      } else {
        Struct inner =
            before != null && before.value() instanceof Struct struct
                ? struct
                : new Struct(Map.of(), value.at());
        Position keyAt = before == null ? value.at() : before.keyAt();
        changed.put(
            name,
            new Entry(keyAt, inner.with(new ArrayList<>(path.subList(1, path.size())), value)));
      }
      return new Struct(changed, at);
    }
  }
}
