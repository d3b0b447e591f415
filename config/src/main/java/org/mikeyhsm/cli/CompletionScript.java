package org.mikeyhsm.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.mikeyhsm.cli.output.Style;

/** Writes what {@code mikey completion} prints, for packages; run by the build. */
public final class CompletionScript {
  private CompletionScript() {}

  /**
   * Writes it.
   *
   * @param arguments the file, whose directory is made
   * @throws IOException if it cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.getParent());
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(script, false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            Style.PLAIN,
            Map.of(),
            Clock.systemUTC());
    if (MikeyCommand.run(console, "completion") != ExitCode.DONE.code()) {
      throw new IllegalStateException("mikey completion fails");
    }
    Files.write(file, script.toByteArray());
  }
}
