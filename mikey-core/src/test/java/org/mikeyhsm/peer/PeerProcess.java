package org.mikeyhsm.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another implementation, run as a child process. One that is missing or hangs is a failure. */
final class PeerProcess {
  private static final int SECONDS = 60;

  private PeerProcess() {}

  /**
   * Runs a program that must succeed.
   *
   * @param directory for its standard input, output and errors
   * @return what it printed on standard output
   */
  static String run(Path directory, String input, List<String> command) {
    try {
      Path in = Files.writeString(directory.resolve("stdin"), input);
      Path out = directory.resolve("stdout");
      Path err = directory.resolve("stderr");
      Process process =
          start(
              new ProcessBuilder(command)
                  .directory(directory.toFile())
                  .redirectInput(in.toFile())
                  .redirectOutput(out.toFile())
                  .redirectError(err.toFile()));
      try {
        assertTrue(
            process.waitFor(SECONDS, TimeUnit.SECONDS),
            () -> command + " did not end within " + SECONDS + " s: " + read(err));
      } finally {
        process.destroyForcibly();
      }
      assertEquals(
          0,
          process.exitValue(),
          () ->
              command + " failed (run softhsm-setup/install.sh if it lacks a part): " + read(err));
      return read(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted", e);
    }
  }

  private static Process start(ProcessBuilder builder) {
    // The peers' own settings and languages must not change what they print.
    builder.environment().put("HOME", builder.directory().toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TZ", "UTC");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          builder.command().get(0) + " is missing: run softhsm-setup/install.sh", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
