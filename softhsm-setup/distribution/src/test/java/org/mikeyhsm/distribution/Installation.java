package org.mikeyhsm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mikeyhsm.softhsm.ScriptRun;

/**
 * An installed command.
 *
 * @param command {@code bin/mikey} or a link to it
 */
record Installation(Path command) {
  /** The version that the build gives everything. */
  static final String VERSION = System.getProperty("mikeyhsm.version");

  /** The sources. */
  static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  private static final Pattern BASH = Pattern.compile("(?ms)^```bash$(.*?)^```$");
  private static final Path TARGET = Path.of(System.getProperty("mikeyhsm.distribution"));

  /** The one file of the build that ends so. */
  static Path archive(String ending) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }

  /** The bash blocks of a document, in their order. */
  static List<String> commands(String document) throws IOException {
    return BASH.matcher(Files.readString(ROOT.resolve("docs").resolve(document)))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Runs a program that must succeed; what it prints. */
  static String run(Map<String, String> environment, String... command) {
    ScriptRun run = ScriptRun.of(List.of(command), environment);
    assertEquals(0, run.exitCode(), run.stderr());
    return run.stdout();
  }

  /** Where the build leaves what it makes. */
  static Path target() {
    return TARGET;
  }

  /** Nothing of the build's: not its JVM options, module path, tokens or libraries. */
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    for (String variable :
        List.of(
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "SOFTHSM2_CONF",
            "MIKEY_MODULE_PATH",
            "MIKEYTOKEN_MODULE",
            "MIKEYTOKEN_BASE")) {
      environment.put(variable, "");
    }
    return environment;
  }

  String mikey(String... arguments) {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    return run(environment(), line.toArray(String[]::new));
  }

  /** It tells its version, and makes a call whose keys all stay inside the token module. */
  void requireThatItWorks() throws IOException {
    assertEquals("mikey " + VERSION, mikey("--version").lines().findFirst().orElseThrow());
    JsonNode call =
        new ObjectMapper().readTree(mikey("demo", "--mode", "psk", "--policy", "strict", "--json"));
    assertTrue(call.get("completed").booleanValue(), call.toString());
    for (String role : List.of("initiator", "responder")) {
      JsonNode custody = call.get(role).get("custody");
      assertTrue(custody.size() > 4, custody.toString());
      for (JsonNode entry : custody) {
        assertEquals(
            entry.get("class").textValue().equals("SALT") ? "PUBLIC" : "TOKEN",
            entry.get("level").textValue(),
            entry.toString());
      }
    }
  }
}
