package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.config.ConfigLoader;

/**
 * Every command, configuration and piece of Java in a document does what it says: each block is run
 * here by what stands beside its fence, or says why it is not (docs/testing.md). The property
 * {@code mikeyhsm.document} leaves only the documents to follow whose name has it in it.
 */
@Tag("softhsm")
class DocumentationTest {
  /**
   * These two run the tests, or a build; {@code .ci/run} takes them from the README and runs them.
   */
  private static final Set<String> RUN_BY_CI =
      Set.of(
          "softhsm-setup/install.sh && ./mikey demo", "softhsm-setup/install.sh && mvn -B verify");

  /** A text that begins like one of these is a command. */
  private static final List<String> COMMANDS = List.of("$ ", "mikey ", "./mikey ", "mvn ", "sudo ");

  /** What is looked at beyond success and what a document shows. */
  private static final Map<String, DocumentCheck> MORE =
      Map.of(
          "docs/provisioning.md", CallChecks::preSharedKey,
          "docs/certificates.md", CallChecks::certificates,
          "docs/mcx.md", CallChecks::sakke,
          "docs/operations.md", CallChecks::operations);

  /** Documents whose commands need what this module has not, and what runs them. */
  private static final Map<String, String> RUN_ELSEWHERE =
      Map.of(
          "docs/install.md", ".ci/run",
          "docs/releasing.md", ".ci/run",
          "docs/ci.md",
              "softhsm-setup/distribution/src/test/java/org/mikeyhsm/distribution/PipelineIT.java");

  private static final String LIST_IN = "docs/testing.md";
  private static final String LIST_BEGINS = "<!-- begin: made by DocumentationTest -->\n";
  private static final String LIST_ENDS = "<!-- end -->\n";

  @TempDir private Path scratch;

  /** A look at a document that was followed. */
  @FunctionalInterface
  interface DocumentCheck {
    void look(ProcessRun run, Path home) throws IOException;
  }

  @Test
  void readmeHasTheTwoCommandsThatCiRuns() throws IOException {
    assertTrue(Files.readString(Documents.ROOT.resolve(".ci/run")).contains("README.md"));
    List<String> commands = new ArrayList<>();
    Documents.blocks("README.md").forEach(block -> commands.addAll(block.lines()));
    assertTrue(commands.containsAll(RUN_BY_CI));
  }

  static List<String> commands() throws IOException {
    List<String> all = new ArrayList<>();
    for (DocumentBlock block : blocks("sh")) {
      block.lines().stream().filter(line -> !line.isBlank()).forEach(all::add);
    }
    all.removeAll(RUN_BY_CI);
    return all;
  }

  /** Each line alone, from the root of the repository. */
  @ParameterizedTest
  @MethodSource("commands")
  void commandRuns(String command) throws Exception {
    Path temporary = Files.createDirectory(scratch.resolve("tmp"));
    ProcessRun run =
        ProcessRun.start(
                Documents.ROOT,
                scratch,
                LauncherEnvironment.of(temporary),
                List.of("bash", "-euc", command))
            .finish();
    assertEquals(0, run.exitCode(), run.err());
    assertFalse(run.out().isBlank());
  }

  static List<String> followed() throws IOException {
    return Stream.concat(blocks("bash").stream(), blocks("console").stream())
        .map(DocumentBlock::document)
        .filter(document -> document.contains(System.getProperty("mikeyhsm.document", "")))
        .distinct()
        .sorted()
        .toList();
  }

  /** The other commands of a document, one after the other. */
  @ParameterizedTest
  @MethodSource("followed")
  void documentCanBeFollowed(String document) throws Exception {
    Path home = Files.createDirectory(scratch.resolve("home"));
    ProcessRun run =
        DocumentScript.follow(
            Documents.blocks(document).stream()
                .filter(block -> block.isRun() && block.isForShell())
                .filter(block -> !block.language().equals("sh"))
                .toList(),
            home,
            scratch);
    if (MORE.containsKey(document)) {
      MORE.get(document).look(run, home);
    }
  }

  static List<DocumentBlock> configurations() throws IOException {
    return blocks("yaml");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void configurationIsGood(DocumentBlock block) throws Exception {
    Path file = Files.writeString(scratch.resolve("mikey.yaml"), block.text());
    assertDoesNotThrow(() -> ConfigLoader.load(file, Map.of(), Map.of()), block.place());
  }

  /** Each piece of Java stands line by line in a test or an example, which is compiled and run. */
  @Test
  void javaIsThatOfATest() throws IOException {
    List<String> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Documents.ROOT, 20)) {
      for (Path file : files.filter(DocumentationTest::isTest).toList()) {
        tests.add(Files.readString(file));
      }
    }
    for (DocumentBlock block : blocks("java")) {
      List<String> lines =
          block.lines().stream().map(line -> line.replaceFirst("//.*", "").strip()).toList();
      assertTrue(
          tests.stream().anyMatch(test -> lines.stream().allMatch(test::contains)), block.place());
    }
  }

  private static boolean isTest(Path file) {
    String name = file.toString();
    return name.endsWith(".java")
        && (name.contains("/src/test/java/") || name.contains("/docs/examples/"));
  }

  @Test
  void whatIsNotRunIsNoCommandOrSaysWhyAndIsListed() throws IOException {
    StringBuilder list = new StringBuilder("| block | why |\n|---|---|\n");
    for (DocumentBlock block : Documents.allBlocks()) {
      if (block.language().equals("text")) {
        for (String line : block.lines()) {
          assertTrue(
              COMMANDS.stream().noneMatch(line::startsWith), block.place() + " has a command");
        }
      } else {
        assertTrue(
            block.isForShell() || Set.of("yaml", "java", "xml").contains(block.language()),
            block.place() + ": say beside the fence what it is; docs/testing.md has the words");
      }
      if (!block.isRun()) {
        list.append("| ").append(block.document()).append(": `");
        list.append(block.lines().get(0).replace("|", "\\|")).append("` | ");
        list.append(block.notRun().orElseThrow()).append(" |\n");
      }
    }
    Path file = Documents.ROOT.resolve(LIST_IN);
    String text = Files.readString(file);
    int begin = text.indexOf(LIST_BEGINS) + LIST_BEGINS.length();
    String now = text.substring(0, begin) + list + text.substring(text.indexOf(LIST_ENDS));
    if (Boolean.getBoolean("mikeyhsm.regenerate")) {
      Files.writeString(file, now);
    } else {
      assertEquals(now, text);
    }
  }

  @Test
  void whatIsRunElsewhereIsNamedThere() throws IOException {
    for (String document : Documents.all()) {
      if (RUN_ELSEWHERE.containsKey(document)) {
        String runner = Files.readString(Documents.ROOT.resolve(RUN_ELSEWHERE.get(document)));
        assertTrue(runner.contains(Path.of(document).getFileName().toString()), document);
      }
    }
  }

  /** Those that are run here, and Java, which is looked for everywhere. */
  private static List<DocumentBlock> blocks(String language) throws IOException {
    return Documents.allBlocks().stream()
        .filter(block -> block.isRun() && block.language().equals(language))
        .filter(block -> language.equals("java") || !RUN_ELSEWHERE.containsKey(block.document()))
        .toList();
  }
}
