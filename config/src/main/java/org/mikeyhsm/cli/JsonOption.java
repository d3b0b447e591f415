package org.mikeyhsm.cli;

import org.mikeyhsm.cli.output.Json;
import picocli.CommandLine.Option;

/** {@code --json}. */
final class JsonOption {
  /** Its name; a failing command that was given it says so in JSON, too. */
  static final String NAME = "--json";

  @Option(names = NAME, description = "Print one line of JSON.")
  private boolean json;

  boolean isGiven() {
    return json;
  }

  /** Prints a result, as JSON if that was asked for. */
  void print(Console console, Object value, String text) {
    if (json) {
      console.out().println(Json.write(value));
    } else {
      console.out().print(text);
    }
  }
}
