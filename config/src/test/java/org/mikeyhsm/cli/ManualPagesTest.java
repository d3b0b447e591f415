package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manual pages, as man renders them. */
class ManualPagesTest {
  @TempDir private Path directory;

  static Set<String> names() {
    return ManualPages.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void manRendersItWithoutAWarning(String name) throws Exception {
    ManualPages.main(new String[] {directory.resolve("man1").toString()});
    String page = directory.resolve("man1").resolve(name + ".1").toString();
    ProcessRun run =
        ProcessRun.start(
                directory,
                directory,
                Map.of("LC_ALL", "C.UTF-8", "MANWIDTH", "100", "MANPAGER", "cat"),
                List.of("man", "--warnings=w", "-l", page))
            .finish();
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    for (String section : List.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS")) {
      assertTrue(run.out().lines().anyMatch(section::equals), section + "\n" + run.out());
    }
    assertTrue(run.out().contains(name + " - "), run.out());
    assertFalse(run.out().contains("\\"), run.out());
  }

  @Test
  void theBuildWritesThem() {
    Path built = Path.of(System.getProperty("mikeyhsm.root"), "config/target/man/man1");
    names().forEach(name -> assertTrue(Files.exists(built.resolve(name + ".1")), name));
  }
}
