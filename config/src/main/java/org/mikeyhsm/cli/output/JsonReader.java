package org.mikeyhsm.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) into maps, lists, strings, numbers and booleans. A name that an object has
 * twice, a value nested deeper than 40 and anything after the first value are errors. Thread-safe.
 */
public final class JsonReader {
  private static final int MOST_DEPTH = 40;
  private static final int MOST_DIGITS = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // What comes from outside must be neither interned nor quoted.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(MOST_DIGITS)
                  .build())
          .build();

  private JsonReader() {}

  /**
   * Reads one value.
   *
   * @param json in UTF-8
   * @return a Map with String keys, a List, a String, an Integer, a Long, a BigInteger, a Double or
   *     a Boolean, and the same inside; the order is kept
   * @throws JsonSyntaxException if it is anything else; {@code null} is refused
   */
  public static Object read(byte[] json) throws JsonSyntaxException {
    // The parser would let some octets pass that are not UTF-8, and guess at UTF-16.
    try (JsonParser in =
        FACTORY.createParser(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString())) {
      return only(in);
    } catch (IOException e) {
      throw new JsonSyntaxException(1, 1, "this is not UTF-8");
    }
  }

  private static Object only(JsonParser in) throws IOException, JsonSyntaxException {
    try {
      in.nextToken();
      Object value = value(in);
      if (in.nextToken() != null) {
        throw fault(in, "something follows the first value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw fault(
          in.currentLocation(),
          e instanceof JsonParseException ? "this is not JSON here" : "this is beyond the limits");
    }
  }

  private static Object value(JsonParser in) throws IOException, JsonSyntaxException {
    JsonToken token = in.currentToken();
    if (token == null) {
      throw fault(in, "there is no value");
    }
    return switch (token) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getNumberValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw fault(in, "null is not used here");
    };
  }

  private static Map<String, Object> object(JsonParser in) throws IOException, JsonSyntaxException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      object.put(name, value(in));
    }
    return object;
  }

  private static List<Object> array(JsonParser in) throws IOException, JsonSyntaxException {
    List<Object> array = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(in));
    }
    return array;
  }

  private static JsonSyntaxException fault(JsonParser in, String reason) {
    return fault(in.currentTokenLocation(), reason);
  }

  private static JsonSyntaxException fault(JsonLocation at, String reason) {
    return new JsonSyntaxException(at.getLineNr(), Math.max(1, at.getColumnNr()), reason);
  }
}
