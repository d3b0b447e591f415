package org.mikeyhsm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.mikeyhsm.cli.output.Style;
import picocli.CommandLine;

/** Writes a manual page of each command; run by the build. */
public final class ManualPages {
  private ManualPages() {}

  /**
   * Writes them.
   *
   * @param arguments the directory, which is made
   * @throws IOException if one cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, String> page : all().entrySet()) {
      Files.writeString(directory.resolve(page.getKey() + ".1"), page.getValue());
    }
  }

  /** The pages by name, such as mikey-token-init. */
  static Map<String, String> all() {
    Console nobody =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            Style.PLAIN,
            Map.of(),
            Clock.systemUTC());
    Map<String, String> pages = new TreeMap<>();
    collect(MikeyCommand.commands(nobody), pages);
    return pages;
  }

  private static void collect(CommandLine command, Map<String, String> pages) {
    ManualPage page = new ManualPage(command.getCommandSpec());
    pages.put(page.name(), page.roff());
    command.getSubcommands().values().forEach(inner -> collect(inner, pages));
  }
}
