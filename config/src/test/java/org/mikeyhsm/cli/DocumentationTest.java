package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the README and the documents does what it says. */
@Tag("softhsm")
class DocumentationTest {
  /**
   * These two run the tests, or a build; {@code .ci/run} takes them from the README and runs them.
   */
  private static final Set<String> RUN_BY_CI =
      Set.of(
          "softhsm-setup/install.sh && ./mikey demo", "softhsm-setup/install.sh && mvn -B verify");

  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  @TempDir private Path scratch;

  @Test
  void readmeHasTheTwoCommandsThatCiRuns() throws IOException {
    assertTrue(commands(ROOT.resolve("README.md")).containsAll(RUN_BY_CI));
    assertTrue(Files.readString(ROOT.resolve(".ci/run")).contains("README.md"));
  }

  static List<String> others() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path document : documents()) {
      all.addAll(commands(document));
    }
    all.removeAll(RUN_BY_CI);
    assertFalse(all.isEmpty());
    return all;
  }

  @ParameterizedTest
  @MethodSource("others")
  void commandRuns(String command) throws IOException, InterruptedException, URISyntaxException {
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    ProcessRun run =
        ProcessRun.start(
                ROOT, scratch, LauncherEnvironment.of(temporary), List.of("bash", "-euc", command))
            .finish();
    assertEquals(0, run.exitCode(), run.err());
    assertFalse(run.out().isBlank());
  }

  /** The Java of the README stands in a test that compiles and runs. */
  @Test
  void readmeShowsJavaThatRuns() throws IOException {
    String example =
        Files.readString(
            ROOT.resolve("config/src/test/java/org/mikeyhsm/cli/ReadmeExampleTest.java"));
    for (String line : Fences.of(ROOT.resolve("README.md"), "java")) {
      String code = line.replaceFirst("//.*", "").strip();
      assertTrue(example.contains(code), code);
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static List<String> commands(Path document) throws IOException {
    return Fences.of(document, "sh").stream().filter(line -> !line.isBlank()).toList();
  }
}
