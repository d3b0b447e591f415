package org.mikeyhsm.softhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One finished run of a program.
 *
 * @param exitCode its exit code
 * @param stdout what it wrote to standard output
 * @param stderr what it wrote to standard error
 */
public record ScriptRun(int exitCode, String stdout, String stderr) {

  private static final long TIMEOUT_SECONDS = 180;

  /**
   * Runs a program with empty input.
   *
   * @param command the program and its arguments
   * @param environment added to this process's; an empty value unsets that variable
   */
  public static ScriptRun of(List<String> command, Map<String, String> environment) {
    Path out = null;
    Path err = null;
    try {
      // Files instead of pipes: a full pipe would stop the program.
      out = Files.createTempFile("script", ".out");
      err = Files.createTempFile("script", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      environment.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      Process process = builder.start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException(
            command.get(0) + " ran over " + TIMEOUT_SECONDS + " s:\n" + Files.readString(err));
      }
      return new ScriptRun(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static void delete(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
