package org.mikeyhsm.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds a value against a shape and collects everything that is wrong. Not thread-safe. */
final class Check {
  private final List<ConfigFault> faults = new ArrayList<>();

  private Check() {}

  /** What is wrong with a document, in its order. */
  static List<ConfigFault> of(Value.Struct document, Shape.Struct shape) {
    Check check = new Check();
    check.value("", document, shape);
    return check.faults;
  }

  private void value(String path, Value value, Shape shape) {
    if (shape instanceof Shape.Struct struct) {
      if (value instanceof Value.Struct written) {
        struct(path, written, struct);
      } else {
        fault(path, value, shape);
      }
    } else if (shape instanceof Shape.Items items) {
      if (value instanceof Value.Items written && written.elements().size() >= items.least()) {
        for (int i = 0; i < written.elements().size(); i++) {
          value(path + "[" + i + "]", written.elements().get(i), items.element());
        }
      } else if (value instanceof Value.Items) {
        faults.add(ConfigFault.of(value.at(), path, "too few", shape.allowed()));
      } else {
        fault(path, value, shape);
      }
    } else if (value instanceof Value.Scalar scalar) {
      scalar(path, scalar, shape);
    } else {
      fault(path, value, shape);
    }
  }

  private void struct(String path, Value.Struct written, Shape.Struct shape) {
    written
        .entries()
        .forEach(
            (name, entry) -> {
              String inner = join(path, name);
              Shape.Key key = shape.keys().get(name);
              if (key == null) {
                faults.add(
                    ConfigFault.of(entry.keyAt(), inner, "a key that is not known", shape.allowed())
                        .near(
                            Nearest.of(name, shape.keys().keySet()).map(near -> join(path, near))));
              } else {
                value(inner, entry.value(), key.shape());
              }
            });
    for (Shape.Key key : shape.keys().values()) {
      if (key.required() && !written.entries().containsKey(key.name())) {
        faults.add(
            ConfigFault.of(written.at(), join(path, key.name()), "nothing", key.shape().allowed()));
      }
    }
    long chosen = shape.oneOf().stream().filter(written.entries()::containsKey).count();
    if (!shape.oneOf().isEmpty() && chosen != 1) {
      faults.add(
          ConfigFault.of(
              written.at(),
              path,
              chosen == 0 ? "none of these keys" : "several of these keys",
              "exactly one of " + String.join(", ", shape.oneOf())));
    }
  }

  private void scalar(String path, Value.Scalar scalar, Shape shape) {
    String text = scalar.text();
    if (shape instanceof Shape.Choice choice) {
      if (!choice.words().contains(text)) {
        faults.add(
            ConfigFault.of(scalar.at(), path, scalar.describe(), shape.allowed())
                .near(Nearest.of(text, choice.words())));
      }
    } else if (shape instanceof Shape.Text wanted) {
      if (!wanted.pattern().matcher(text).matches()) {
        fault(path, scalar, shape);
      } else {
        wanted
            .judge()
            .apply(text)
            .ifPresent(
                why ->
                    faults.add(
                        ConfigFault.of(
                            scalar.at(),
                            path,
                            scalar.describe() + " (" + why + ")",
                            shape.allowed())));
      }
    } else if (!isGood(text, shape)) {
      fault(path, scalar, shape);
    }
  }

  private static boolean isGood(String text, Shape shape) {
    if (shape instanceof Shape.Flag) {
      return text.equals("true") || text.equals("false");
    }
    if (shape instanceof Shape.Count count) {
      if (!text.matches("[0-9]{1,10}")) {
        return false;
      }
      long number = Long.parseLong(text);
      return number >= count.least() && number <= count.most();
    }
    Shape.Span span = (Shape.Span) shape;
    Optional<Duration> duration = Spans.parse(text);
    return duration.isPresent()
        && duration.get().compareTo(span.least()) >= 0
        && duration.get().compareTo(span.most()) <= 0;
  }

  private void fault(String path, Value value, Shape shape) {
    // What stands in the place of a PIN's source may be the PIN.
    boolean secret = path.endsWith(".pin") && value instanceof Value.Scalar;
    faults.add(
        ConfigFault.of(
            value.at(),
            path,
            secret ? "a text (not shown: a PIN does not belong here)" : value.describe(),
            shape.allowed()));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
