package org.mikeyhsm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One finished run of a program with empty input. */
record ProcessRun(int exitCode, String out, String err) {
  private static final long TIMEOUT_SECONDS = 180;

  /** A program that was started. */
  record Started(Process process, Path out, Path err) {
    ProcessRun finish() throws IOException, InterruptedException {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s: " + text(err));
      }
      return new ProcessRun(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
      return Files.readString(file);
    }
  }

  /**
   * Starts a program.
   *
   * @param directory its working directory
   * @param scratch where its output goes, in files: a full pipe would stop it
   * @param environment added to this process's; an empty value removes a variable
   */
  static Started start(
      Path directory, Path scratch, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(scratch, "run", ".out");
    Path err = Files.createTempFile(scratch, "run", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
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
    return new Started(builder.start(), out, err);
  }
}
