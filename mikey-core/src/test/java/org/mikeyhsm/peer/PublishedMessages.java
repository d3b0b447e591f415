package org.mikeyhsm.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.CommittedFile;

/**
 * The messages of the published vectors of the modes, whose certificates and signatures are real.
 */
final class PublishedMessages {
  private PublishedMessages() {}

  /** The messages by file, vector and field. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (String mode : List.of("psk", "pk", "dh", "dhhmac", "rsa-r")) {
      for (JsonNode vector : file(mode).get("vectors")) {
        String name = mode + " " + vector.get("name").asText();
        all.put(name + " message", octets(vector.get("message")));
        JsonNode response = vector.path("response");
        JsonNode answer = response.isObject() ? response.get("message") : response;
        if (!answer.isMissingNode()) {
          all.put(name + " response", octets(answer));
        }
      }
    }
    return all;
  }

  /** A file of vectors. */
  static JsonNode file(String mode) {
    try {
      return new ObjectMapper()
          .readTree(CommittedFile.root().resolve("docs/vectors/" + mode + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] octets(JsonNode hex) {
    return HexFormat.of().parseHex(hex.asText());
  }
}
