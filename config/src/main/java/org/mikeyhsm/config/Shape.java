package org.mikeyhsm.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a value may be. The one description of the configuration: {@link Check} holds a file against
 * it, {@link JsonSchema} writes it down for editors.
 */
sealed interface Shape {
  /** What is allowed, for people to read. */
  String allowed();

  /**
   * A text.
   *
   * @param allowed for people to read
   * @param pattern what it must match as a whole
   * @param judge what the pattern cannot say: the fault, or empty
   */
  record Text(String allowed, Pattern pattern, Function<String, Optional<String>> judge)
      implements Shape {
    static Text of(String allowed) {
      return matching(allowed, "(?s).+");
    }

    static Text matching(String allowed, String regex) {
      return new Text(allowed, Pattern.compile(regex), text -> Optional.empty());
    }
  }

  /**
   * One of some words.
   *
   * @param words in the order in which they are listed
   */
  record Choice(List<String> words) implements Shape {
    static Choice of(String... words) {
      return new Choice(List.of(words));
    }

    @Override
    public String allowed() {
      return String.join(", ", words);
    }
  }

  /**
   * A whole number.
   *
   * @param least the least
   * @param most the most
   */
  record Count(int least, int most) implements Shape {
    @Override
    public String allowed() {
      return "a whole number from " + least + " to " + most;
    }
  }

  /** true or false. */
  record Flag() implements Shape {
    @Override
    public String allowed() {
      return "true or false";
    }
  }

  /**
   * A length of time: a number and s, m, h or d.
   *
   * @param least the shortest
   * @param most the longest
   */
  record Span(Duration least, Duration most) implements Shape {
    @Override
    public String allowed() {
      return "a time such as 30s, 5m, 2h or 1d, from "
          + least.toSeconds()
          + "s to "
          + most.toDays()
          + "d";
    }
  }

  /**
   * A list.
   *
   * @param element what each is
   * @param least how many there must be
   */
  record Items(Shape element, int least) implements Shape {
    @Override
    public String allowed() {
      return "a list" + (least > 0 ? " of at least " + least : "") + ", each: " + element.allowed();
    }
  }

  /**
   * Keys with values.
   *
   * @param keys by name, in the order in which they are documented
   * @param oneOf names of which exactly one must be there; empty if there is no such rule
   */
  record Struct(Map<String, Key> keys, List<String> oneOf) implements Shape {
    static Struct of(Key... keys) {
      Map<String, Key> all = new LinkedHashMap<>();
      for (Key key : keys) {
        all.put(key.name(), key);
      }
      return new Struct(all, List.of());
    }

    Struct exactlyOneOf(String... names) {
      return new Struct(keys, List.of(names));
    }

    @Override
    public String allowed() {
      return keys.keySet().stream().collect(Collectors.joining(", ", "the keys ", ""));
    }
  }

  /**
   * A key of a {@link Struct}.
   *
   * @param name its name
   * @param shape what its value may be
   * @param required whether it must be there
   * @param standard the value that holds where it is absent, as it would be written
   * @param help one sentence
   */
  record Key(String name, Shape shape, boolean required, Optional<String> standard, String help) {
    static Key required(String name, Shape shape, String help) {
      return new Key(name, shape, true, Optional.empty(), help);
    }

    static Key optional(String name, Shape shape, String help) {
      return new Key(name, shape, false, Optional.empty(), help);
    }

    static Key standard(String name, Shape shape, String value, String help) {
      return new Key(name, shape, false, Optional.of(value), help);
    }
  }
}
