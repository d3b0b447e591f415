package org.mikeyhsm.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.mikeyhsm.cli.output.Style;

/** One run of the command inside the test JVM. */
record CliRun(int exitCode, String out, String err) {
  /** What time it is to every command. */
  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  static CliRun of(String... arguments) {
    return with(new byte[0], Map.of(), arguments);
  }

  static CliRun withInput(byte[] standardInput, String... arguments) {
    return with(standardInput, Map.of(), arguments);
  }

  static CliRun with(byte[] standardInput, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(standardInput),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            Style.PLAIN,
            environment,
            Clock.fixed(NOW, ZoneOffset.UTC));
    int exitCode = MikeyCommand.run(console, arguments);
    return new CliRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
