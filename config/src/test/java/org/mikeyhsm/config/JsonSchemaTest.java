package org.mikeyhsm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The published schema, the loader and the examples agree. */
class JsonSchemaTest {
  private static final Path CONFIG = Path.of(System.getProperty("mikeyhsm.root"), "config");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static com.networknt.schema.JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(CONFIG.resolve("schema/mikey-config.schema.json")));
  }

  private static JsonNode json(String yaml) {
    Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return JSON.valueToTree(document);
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(CONFIG.resolve("examples"))) {
      List<Path> examples =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertEquals(6, examples.size());
      return examples;
    }
  }

  @Test
  void thePublishedSchemaIsTheOneOfThisVersion() throws IOException {
    assertEquals(
        JSON.valueToTree(JsonSchema.ofConfiguration()),
        JSON.readTree(CONFIG.resolve("schema/mikey-config.schema.json").toFile()),
        "write it anew: ./mikey config schema > config/schema/mikey-config.schema.json");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesAreValidToTheSchemaAndToTheLoader(Path example) throws Exception {
    assertTrue(
        schema().validate(json(Files.readString(example))).isEmpty(),
        () -> example + " is not valid");
    ConfigLoader.load(example, Map.of(), Map.of());
  }

  @Test
  void examplesNameTheSchemaForEditors() throws IOException {
    for (Path example : examples()) {
      assertTrue(
          Files.readString(example)
              .startsWith("# yaml-language-server: $schema=../schema/mikey-config.schema.json\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity: alice",
        "bogus: 1",
        "policy: { preset: lax }",
        "modes: []",
        "exchange: { udp-port: 0 }",
        "exchange: { timeout: soon }",
        "key-pair: { label: a, id: 00 }",
        "key-pair: {}",
      })
  void theSchemaRefusesWhatTheLoaderRefuses(String line, @TempDir Path scratch) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    String text =
        Stream.concat(
                Written.SMALLEST.lines().filter(other -> !other.startsWith(key + ":")),
                Stream.of(line))
            .reduce("", (a, b) -> a + b + "\n");
    assertFalse(schema().validate(json(text)).isEmpty());
    Written.faults(scratch, text);
  }
}
