package org.mikeyhsm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping that was checked, with the defaults of its shape. */
final class View {
  private final Value.Struct value;
  private final Shape.Struct shape;

  View(Value.Struct value, Shape.Struct shape) {
    this.value = value;
    this.shape = shape;
  }

  boolean has(String name) {
    return value.entries().containsKey(name);
  }

  Position at(String name) {
    return has(name) ? value.entries().get(name).value().at() : value.at();
  }

  Optional<String> text(String name) {
    return has(name)
        ? Optional.of(((Value.Scalar) value.entries().get(name).value()).text())
        : shape.keys().get(name).standard();
  }

  String required(String name) {
    return text(name).orElseThrow();
  }

  int count(String name) {
    return Integer.parseInt(required(name));
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(required(name));
  }

  Duration span(String name) {
    return Spans.parse(required(name)).orElseThrow();
  }

  Optional<Path> path(String name, Path directory) {
    return text(name).map(directory::resolve);
  }

  /** Keys inside a key; all defaults where it is absent. */
  View inner(String name) {
    Shape.Struct inner = (Shape.Struct) shape.keys().get(name).shape();
    Value.Struct written =
        has(name)
            ? (Value.Struct) value.entries().get(name).value()
            : new Value.Struct(Map.of(), value.at());
    return new View(written, inner);
  }

  List<String> texts(String name) {
    if (!has(name)) {
      return shape
          .keys()
          .get(name)
          .standard()
          .map(s -> Arrays.asList(s.split(",")))
          .orElse(List.of());
    }
    return elements(name).stream().map(element -> ((Value.Scalar) element).text()).toList();
  }

  List<View> views(String name) {
    Shape.Items items = (Shape.Items) shape.keys().get(name).shape();
    List<View> views = new ArrayList<>();
    for (Value element : has(name) ? elements(name) : List.<Value>of()) {
      views.add(new View((Value.Struct) element, (Shape.Struct) items.element()));
    }
    return views;
  }

  /** The texts of a key as they were written, of one or of a list; none where it is absent. */
  List<Value.Scalar> scalars(String name) {
    if (!has(name)) {
      return List.of();
    }
    Value written = value.entries().get(name).value();
    return written instanceof Value.Scalar one
        ? List.of(one)
        : elements(name).stream().map(Value.Scalar.class::cast).toList();
  }

  private List<Value> elements(String name) {
    return ((Value.Items) value.entries().get(name).value()).elements();
  }
}
