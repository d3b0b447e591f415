package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.cli.output.Style;

class MikeyCommandTest {
  @Test
  void helpListsTheExitCodes() {
    for (List<String> arguments :
        List.of(List.of("--help"), List.of("decode", "--help"), List.of("demo", "-h"))) {
      CliRun run = CliRun.of(arguments.toArray(String[]::new));
      assertEquals(0, run.exitCode());
      assertEquals("", run.err());
      for (String code : List.of("0", "64", "65", "69", "70", "76", "77", "78")) {
        assertTrue(run.out().matches("(?s).*\n  " + code + " +[a-z].*"), code + run.out());
      }
    }
  }

  @Test
  void versionIsPrinted() {
    CliRun run = CliRun.of("--version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().startsWith("mikey "), run.out());
  }

  @Test
  void usageErrorsAreOneLineAndExitCode64() {
    for (List<String> arguments :
        List.<List<String>>of(
            List.of(),
            List.of("--bogus"),
            List.of("bogus"),
            List.of("decode", "--bogus"),
            List.of("demo", "--token"))) {
      CliRun run = CliRun.of(arguments.toArray(String[]::new));
      assertEquals(64, run.exitCode(), arguments.toString());
      assertEquals("", run.out());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().startsWith("mikey: "), run.err());
      assertTrue(run.err().contains("--help"), run.err());
    }
  }

  @Test
  void resultsThatCannotBeWrittenAreNoSuccess() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("full");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(full),
            new PrintStream(err),
            Style.PLAIN,
            Map.of(),
            Clock.systemUTC());
    assertEquals(70, MikeyCommand.run(console, "decode", Samples.gstreamerHex()));
    assertFalse(err.toString().isEmpty());
  }
}
