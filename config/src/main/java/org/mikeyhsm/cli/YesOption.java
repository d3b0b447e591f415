package org.mikeyhsm.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** {@code --yes}: do what destroys something without asking. */
final class YesOption {
  @Option(names = "--yes", description = "Do not ask; for scripts.")
  private boolean yes;

  /**
   * Asks, unless that was forbidden.
   *
   * @throws CommandException if the answer is not yes
   */
  void confirm(Console console, String question) throws CommandException, IOException {
    if (yes) {
      return;
    }
    console.err().print(question + " Type yes: ");
    console.err().flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    if (!"yes".equals(in.readLine())) {
      throw new CommandException(
          ExitCode.USAGE, "not confirmed, so nothing was done", "Answer yes, or give --yes");
    }
  }
}
