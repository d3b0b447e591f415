package org.mikeyhsm.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the shape of the configuration as a JSON Schema (draft 2020-12). */
public final class JsonSchema {
  /** Its name and its place in this project. */
  public static final String ID = "https://mikey-hsm.org/schema/mikey-config.schema.json";

  private JsonSchema() {}

  /** The schema, of maps with String keys, lists, strings, integers and booleans. */
  public static Map<String, Object> ofConfiguration() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", ID);
    schema.put("title", "Configuration of mikey");
    schema.putAll(of(ConfigurationShape.ROOT));
    return schema;
  }

  private static Map<String, Object> of(Shape shape) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (shape instanceof Shape.Struct struct) {
      ofStruct(struct, schema);
    } else if (shape instanceof Shape.Items items) {
      schema.put("type", "array");
      schema.put("minItems", items.least());
      schema.put("items", of(items.element()));
    } else if (shape instanceof Shape.Choice choice) {
      schema.put("type", "string");
      schema.put("enum", choice.words());
    } else if (shape instanceof Shape.Count count) {
      schema.put("type", "integer");
      schema.put("minimum", count.least());
      schema.put("maximum", count.most());
    } else if (shape instanceof Shape.Flag) {
      schema.put("type", "boolean");
    } else if (shape instanceof Shape.Span) {
      schema.put("type", "string");
      schema.put("pattern", "^" + Spans.REGEX + "$");
    } else if (shape instanceof Shape.Text text) {
      // YAML 1.2 takes an unquoted 1234 for a number; as a label it is a text all the same.
      schema.put("type", List.of("string", "number", "boolean"));
      if (text.pattern().pattern().startsWith("(?s)")) {
        schema.put("minLength", 1);
      } else {
        schema.put("pattern", "^(" + text.pattern().pattern() + ")$");
      }
    }
    return schema;
  }

  private static void ofStruct(Shape.Struct struct, Map<String, Object> schema) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Shape.Key key : struct.keys().values()) {
      Map<String, Object> property = of(key.shape());
      property.put("description", describe(key));
      properties.put(key.name(), property);
      if (key.required()) {
        required.add(key.name());
      }
    }
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!struct.oneOf().isEmpty()) {
      schema.put(
          "oneOf", struct.oneOf().stream().map(n -> Map.of("required", List.of(n))).toList());
    }
  }

  private static String describe(Shape.Key key) {
    String standard = key.standard().map(value -> " Default: " + value + ".").orElse("");
    return key.help() + standard;
  }
}
