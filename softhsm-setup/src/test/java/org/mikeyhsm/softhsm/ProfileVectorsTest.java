package org.mikeyhsm.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The test vectors of docs/pkcs11-mikey-profile.md, checked with the OpenSSL commands it gives. */
final class ProfileVectorsTest {
  private static final Path PROFILE = Path.of("..", "docs", "pkcs11-mikey-profile.md");
  private static final int VECTORS = 17;

  private record Vector(String command, String output) {}

  @TestFactory
  List<DynamicTest> opensslGivesWhatTheProfileSays() throws IOException {
    List<String> lines = Files.readAllLines(PROFILE);
    String functions = String.join("\n", blocks(lines, "```bash").get(0));
    List<Vector> vectors =
        blocks(lines, "```console").stream().flatMap(ProfileVectorsTest::parse).toList();
    assertEquals(VECTORS, vectors.size());
    return vectors.stream()
        .map(v -> DynamicTest.dynamicTest(v.command(), () -> check(functions, v)))
        .toList();
  }

  private static void check(String functions, Vector vector) {
    ScriptRun run =
        ScriptRun.of(
            List.of("bash", "-c", "set -e -o pipefail\n" + functions + "\n" + vector.command()),
            Map.of());
    assertEquals(0, run.exitCode(), run.stderr());
    assertEquals(vector.output(), run.stdout().strip());
    assertTrue(run.stderr().isEmpty(), run.stderr());
  }

  private static Stream<Vector> parse(List<String> block) {
    List<Vector> vectors = new ArrayList<>();
    for (int i = 0; i + 1 < block.size(); i += 2) {
      assertTrue(block.get(i).startsWith("$ "), block.get(i));
      vectors.add(new Vector(block.get(i).substring(2), block.get(i + 1)));
    }
    return vectors.stream();
  }

  private static List<List<String>> blocks(List<String> lines, String fence) {
    List<List<String>> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(fence)) {
        int end = i + 1;
        while (!lines.get(end).equals("```")) {
          end++;
        }
        blocks.add(lines.subList(i + 1, end));
        i = end;
      }
    }
    return blocks;
  }
}
