package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionScriptTest {
  @TempDir private Path directory;

  @Test
  void theFileIsWhatTheCommandPrints() throws Exception {
    Path file = directory.resolve("completions/mikey");
    CompletionScript.main(new String[] {file.toString()});
    assertEquals(CliRun.of("completion").out(), Files.readString(file));
  }

  @Test
  void theBuildWritesIt() throws Exception {
    Path built = Path.of(System.getProperty("mikeyhsm.root"), "config/target/completions/mikey");
    assertEquals(CliRun.of("completion").out(), Files.readString(built));
  }
}
