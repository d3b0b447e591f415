package org.mikeyhsm.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The IANA registry "MIKEY Payload Name Spaces" (last updated 2019-02-15), made from its XML in
 * github.com/larseggert/iana-assignments, commit 51d87d79, into iana-mikey-payloads.json.
 */
final class IanaRegistry {
  /** A number or a range of numbers of a name space. */
  record Entry(int first, int last, String description) {}

  private final String json;
  private int at;

  private IanaRegistry(String json) {
    this.json = json;
  }

  /** The entries that have a description, by name space. */
  static Map<String, List<Entry>> load() {
    try (InputStream in =
        Objects.requireNonNull(
            IanaRegistry.class.getResourceAsStream("iana-mikey-payloads.json"))) {
      Map<?, ?> root =
          (Map<?, ?>)
              new IanaRegistry(new String(in.readAllBytes(), StandardCharsets.UTF_8)).value();
      Map<String, List<Entry>> registry = new LinkedHashMap<>();
      ((Map<?, ?>) root.get("registries"))
          .forEach((id, nameSpace) -> registry.put((String) id, entries((Map<?, ?>) nameSpace)));
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Entry> entries(Map<?, ?> nameSpace) {
    List<Entry> entries = new ArrayList<>();
    for (Object each : (List<?>) nameSpace.get("records")) {
      Map<?, ?> row = (Map<?, ?>) each;
      if (row.get("description") instanceof String description) {
        String[] ends = ((String) row.get("value")).split("-");
        entries.add(
            new Entry(
                Integer.decode(ends[0]),
                Integer.decode(ends[ends.length - 1]),
                description.replaceAll("\\s+", " ")));
      }
    }
    return entries;
  }

  /** As much of JSON as the file has: objects, lists and strings. */
  private Object value() {
    return switch (skipSpace()) {
      case '{' -> object();
      case '[' -> list();
      default -> string();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    while (skipSpace() != '}') {
      String key = string();
      skipSpace();
      at++;
      object.put(key, value());
      skipComma();
    }
    at++;
    return object;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    at++;
    while (skipSpace() != ']') {
      list.add(value());
      skipComma();
    }
    at++;
    return list;
  }

  private String string() {
    if (skipSpace() != '"') {
      throw new AssertionError("no string at " + at);
    }
    int end = json.indexOf('"', at + 1);
    String string = json.substring(at + 1, end);
    if (string.contains("\\")) {
      throw new AssertionError("an escape at " + at);
    }
    at = end + 1;
    return string;
  }

  private char skipSpace() {
    while (Character.isWhitespace(json.charAt(at))) {
      at++;
    }
    return json.charAt(at);
  }

  private void skipComma() {
    if (skipSpace() == ',') {
      at++;
    }
  }
}
