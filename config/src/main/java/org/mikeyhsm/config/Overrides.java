package org.mikeyhsm.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Values from outside the file: {@code MIKEY_CONFIG__TOKEN__LABEL=alice} in the environment, over
 * it {@code -Dmikey.config.token.label=alice}. A list is written with commas. Lists of mappings
 * (peers) stay in the file.
 */
final class Overrides {
  static final String VARIABLE_PREFIX = "MIKEY_CONFIG__";
  static final String PROPERTY_PREFIX = "mikey.config.";

  private final Shape.Struct shape;
  private final Map<String, Shape> known = new TreeMap<>();
  private final List<ConfigFault> faults = new ArrayList<>();

  private Overrides(Shape.Struct shape) {
    this.shape = shape;
    collect("", shape);
  }

  /**
   * Puts the overrides into a document.
   *
   * @throws ConfigException if one is of a key that is not known
   */
  static Value.Struct apply(
      Value.Struct document,
      Shape.Struct shape,
      Map<String, String> environment,
      Map<String, String> properties)
      throws ConfigException {
    Overrides overrides = new Overrides(shape);
    Value.Struct result = overrides.environment(document, environment);
    result = overrides.properties(result, properties);
    if (!overrides.faults.isEmpty()) {
      throw new ConfigException(overrides.faults);
    }
    return result;
  }

  /** The name of the variable that overrides a key. */
  static String variable(String path) {
    return VARIABLE_PREFIX + path.toUpperCase(Locale.ROOT).replace('-', '_').replace(".", "__");
  }

  private void collect(String path, Shape.Struct struct) {
    for (Shape.Key key : struct.keys().values()) {
      String inner = path.isEmpty() ? key.name() : path + "." + key.name();
      if (key.shape() instanceof Shape.Struct nested) {
        collect(inner, nested);
      } else if (!(key.shape() instanceof Shape.Items items
          && items.element() instanceof Shape.Struct)) {
        known.put(inner, key.shape());
      }
    }
  }

  private Value.Struct environment(Value.Struct document, Map<String, String> environment) {
    Map<String, String> paths = new TreeMap<>();
    known.keySet().forEach(path -> paths.put(variable(path), path));
    Value.Struct result = document;
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(VARIABLE_PREFIX)) {
        Position at = Position.of("environment variable " + name);
        result = put(result, at, name, paths, environment.get(name));
      }
    }
    return result;
  }

  private Value.Struct properties(Value.Struct document, Map<String, String> properties) {
    Map<String, String> paths = new TreeMap<>();
    known.keySet().forEach(path -> paths.put(PROPERTY_PREFIX + path, path));
    Value.Struct result = document;
    for (String name : new TreeSet<>(properties.keySet())) {
      if (name.startsWith(PROPERTY_PREFIX)) {
        Position at = Position.of("system property " + name);
        result = put(result, at, name, paths, properties.get(name));
      }
    }
    return result;
  }

  private Value.Struct put(
      Value.Struct document, Position at, String name, Map<String, String> paths, String text) {
    Optional<String> path = Optional.ofNullable(paths.get(name));
    if (path.isEmpty()) {
      faults.add(
          ConfigFault.of(
                  at,
                  "",
                  "a name that stands for no key",
                  "such as " + paths.keySet().iterator().next())
              .near(Nearest.of(name, paths.keySet())));
      return document;
    }
    Value value =
        known.get(path.get()) instanceof Shape.Items
            ? new Value.Items(
                Arrays.stream(text.split(","))
                    .map(element -> (Value) new Value.Scalar(element.strip(), at))
                    .toList(),
                at)
            : new Value.Scalar(text, at);
    return Rivals.remove(document, shape, path.get()).with(List.of(path.get().split("\\.")), value);
  }
}
