package org.mikeyhsm.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tar.gz and the zip. */
@Tag("softhsm")
class ArchivesIT {
  private static final String NAME = "mikey-hsm-" + Installation.VERSION;
  private static final Pattern DEPENDENCY =
      Pattern.compile("\\| `[^:`]+:([^`]+)` \\| [^|]+ \\| ([^|]+) \\|.*");

  @TempDir private static Path directory;

  @BeforeAll
  static void unpack() throws IOException {
    Installation.run(
        Map.of(),
        "tar",
        "-xzf",
        Installation.archive("-bin.tar.gz").toString(),
        "-C",
        directory.toString());
  }

  private static Path installed() {
    return directory.resolve(NAME);
  }

  @Test
  void theCommandOfTheTarWorks() throws IOException {
    new Installation(installed().resolve("bin/mikey")).requireThatItWorks();
  }

  /** The commands of docs/install.md for other systems, where the build's directory lies. */
  @Test
  void theDocumentsCommandsRun() throws IOException {
    Path here = Files.createDirectories(directory.resolve("here/softhsm-setup/distribution"));
    Files.createSymbolicLink(here.resolve("target"), Installation.target());
    String commands = Installation.commands("install.md").get(1);

    String out =
        Installation.run(
            Installation.environment(),
            "bash",
            "-euc",
            "cd '" + directory.resolve("here") + "'; " + commands + "man -w mikey-demo");

    assertTrue(out.startsWith("mikey " + Installation.VERSION), out);
    assertTrue(out.contains("\"completed\":true"), out);
    assertTrue(out.endsWith("here/" + NAME + "/share/man/man1/mikey-demo.1\n"), out);
  }

  @Test
  void theZipHasTheSameFilesAndModes() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(
            Installation.archive("-bin.zip"), Map.of("enablePosixFileAttributes", "true"))) {
      List<String> zipped = files(zip.getPath("/" + NAME));
      assertEquals(files(installed()), zipped);
      for (String file : zipped) {
        Path one = installed().resolve(file);
        Path other = zip.getPath("/" + NAME, file);
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other), file);
        assertEquals(mode(one), mode(other), file);
      }
    }
  }

  private static List<String> files(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void programsAndNothingElseCanBeRun() throws IOException {
    for (String file : files(installed())) {
      assertEquals(
          file.endsWith(".sh") || file.equals("bin/mikey") ? "rwxr-xr-x" : "rw-r--r--",
          mode(installed().resolve(file)),
          file);
    }
  }

  @Test
  void theDocumentsAreThere() {
    for (String file :
        List.of(
            "README.md",
            "LICENSE",
            "NOTICE",
            "docs/install.md",
            "config/examples/softhsm2.yaml",
            "config/schema/mikey-config.schema.json",
            "share/man/man1/mikey.1",
            "share/man/man1/mikey-demo.1")) {
      assertTrue(Files.isRegularFile(installed().resolve(file)), file);
    }
  }

  /** Every library is in the table of dependencies, and has its licence's text. */
  @Test
  void everyLibraryHasItsLicence() throws IOException {
    Map<String, String> licences = new HashMap<>();
    for (String line : Files.readAllLines(installed().resolve("docs/dependencies.md"))) {
      Matcher row = DEPENDENCY.matcher(line);
      if (row.matches()) {
        licences.putIfAbsent(row.group(1), row.group(2));
      }
    }
    List<String> jars =
        files(installed().resolve("lib")).stream()
            .map(jar -> jar.replaceFirst("-[0-9].*", ""))
            .filter(jar -> !List.of("mikey-core", "hsm-provider", "config").contains(jar))
            .toList();
    assertTrue(jars.size() > 8, jars.toString());
    for (String jar : jars) {
      assertTrue(licences.containsKey(jar), jar);
      Path texts = installed().resolve("licences").resolve(jar);
      assertTrue(
          licences.get(jar).equals("Apache-2.0")
              || Files.isDirectory(texts) && !files(texts).isEmpty(),
          jar);
    }
  }

  @Test
  void bashCompletesTheCommand() {
    String script = installed().resolve("share/bash-completion/completions/mikey").toString();
    assertTrue(
        Installation.run(Map.of(), "bash", "-c", ". '" + script + "' && complete -p mikey")
            .contains("mikey"));
  }
}
