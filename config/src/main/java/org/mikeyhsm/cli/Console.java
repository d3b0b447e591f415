package org.mikeyhsm.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.mikeyhsm.cli.output.Style;

/**
 * What a command talks to.
 *
 * @param in standard input
 * @param out results only
 * @param err everything else
 * @param style how results are emphasised
 * @param environment the environment variables
 * @param clock what time it is
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Style style,
    Map<String, String> environment,
    Clock clock) {
  Console {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
    Objects.requireNonNull(style, "style");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(clock, "clock");
  }
}
