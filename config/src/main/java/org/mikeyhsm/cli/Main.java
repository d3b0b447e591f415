package org.mikeyhsm.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.logging.LogManager;
import org.mikeyhsm.cli.output.Style;
import picocli.CommandLine.Help.Ansi;

/** Starts {@code mikey}. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments as typed
   */
  public static void main(String[] arguments) {
    // What the libraries log belongs neither into the results nor beside the one error line.
    LogManager.getLogManager().reset();
    Console console =
        new Console(
            System.in,
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            Ansi.AUTO.enabled() ? Style.TERMINAL : Style.PLAIN,
            System.getenv(),
            Clock.systemUTC());
    int code = MikeyCommand.run(console, arguments);
    // Exits even if a library has left a thread behind.
    System.exit(code);
  }

  /** UTF-8 whatever the locale says: results are read by programs too. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
