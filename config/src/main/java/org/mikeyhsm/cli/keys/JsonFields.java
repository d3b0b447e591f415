package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.cli.output.JsonReader;
import org.mikeyhsm.cli.output.JsonSyntaxException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** The fields of a JSON object in a file; no message repeats a value, which may be a key's. */
record JsonFields(Path file, Map<?, ?> fields) {
  static JsonFields read(Path file) throws KeyFileException {
    try {
      if (JsonReader.read(KeyFiles.read(file)) instanceof Map<?, ?> map) {
        return new JsonFields(file, map);
      }
    } catch (JsonSyntaxException e) {
      throw new KeyFileException(file + " is no JSON: " + e.getMessage(), e);
    }
    throw new KeyFileException(file + " holds no JSON object");
  }

  JsonFields object(String name) throws KeyFileException {
    if (fields.get(name) instanceof Map<?, ?> map) {
      return new JsonFields(file, map);
    }
    throw missing(name, "an object");
  }

  /** The objects of a list, at least one. */
  List<JsonFields> objects(String name) throws KeyFileException {
    List<JsonFields> objects = new ArrayList<>();
    if (fields.get(name) instanceof List<?> elements) {
      for (Object element : elements) {
        if (!(element instanceof Map<?, ?> map)) {
          throw missing(name, "objects alone");
        }
        objects.add(new JsonFields(file, map));
      }
    }
    if (objects.isEmpty()) {
      throw missing(name, "a list of objects");
    }
    return objects;
  }

  String text(String name) throws KeyFileException {
    if (fields.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw missing(name, "text");
  }

  long number(String name) throws KeyFileException {
    if (fields.get(name) instanceof Integer number) {
      return number;
    }
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    // Others write digits as text.
    if (fields.get(name) instanceof String digits && digits.matches("[0-9]{1,18}")) {
      return Long.parseLong(digits);
    }
    throw missing(name, "a number");
  }

  Octets octets(String name, int length) throws KeyFileException {
    return Octets.of(bytes(name, length));
  }

  /** As many as there are. */
  Octets octets(String name) throws KeyFileException {
    return octets(name, text(name).length() / 2);
  }

  SecretOctets secret(String name, int length) throws KeyFileException {
    byte[] octets = bytes(name, length);
    try {
      return SecretOctets.copyOf(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /** Digits of a secret, for a file. */
  static String hex(SecretOctets secret) {
    byte[] octets = secret.copy();
    try {
      return HexFormat.of().formatHex(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private byte[] bytes(String name, int length) throws KeyFileException {
    String hex = text(name);
    if (hex.length() == 2 * length) {
      try {
        return HexFormat.of().parseHex(hex);
      } catch (IllegalArgumentException e) {
        // Its message would repeat the digits.
      }
    }
    throw missing(name, length + " octets in hexadecimal");
  }

  private KeyFileException missing(String name, String what) {
    return new KeyFileException(file + " lacks " + name + ", " + what);
  }
}
