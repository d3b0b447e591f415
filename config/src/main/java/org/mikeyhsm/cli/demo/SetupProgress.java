package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One line on the launcher's terminal that says how far {@link TokenSetup} is; nothing where there
 * is none. Not thread-safe.
 */
final class SetupProgress implements AutoCloseable {
  /** Names the terminal. */
  static final String VARIABLE = "MIKEY_DEMO_PROGRESS";

  private static final long EACH_NANOS = Duration.ofMillis(200).toNanos();
  private static final String CLEAR = "\r\u001b[K";

  private final Optional<PrintStream> out;
  private long shown;
  private boolean any;

  private SetupProgress(Optional<PrintStream> out) {
    this.out = out;
    this.shown = System.nanoTime();
  }

  static SetupProgress of(Map<String, String> environment) throws IOException {
    String name = environment.get(VARIABLE);
    return new SetupProgress(
        name == null || name.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new PrintStream(
                    Files.newOutputStream(Path.of(name), StandardOpenOption.WRITE),
                    true,
                    StandardCharsets.UTF_8)));
  }

  void show(String what) {
    long now = System.nanoTime();
    if (out.isPresent() && now - shown >= EACH_NANOS) {
      shown = now;
      any = true;
      out.get().print(CLEAR + what);
      out.get().flush();
    }
  }

  @Override
  public void close() {
    out.ifPresent(
        stream -> {
          if (any) {
            stream.print(CLEAR);
          }
          stream.close();
        });
  }
}
