package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code bash} and {@code console} blocks of a document, one after the other in one shell and
 * one empty directory, as a new user types them with {@code mikey} on the PATH. Each must succeed,
 * and of a {@code console} block each command must print what the document shows below it; in that,
 * {@code ...} alone on a line stands for any lines, within a line for any characters.
 */
final class DocumentScript {
  private static final String PROMPT = "$ ";
  private static final String CONTINUED = "> ";
  private static final String ANYTHING = "...";

  /** A command of a console block with what it is said to print. */
  private record Shown(String place, String command, List<String> output, Path file) {}

  private final Path home;
  private final Path scratch;
  private final StringBuilder script = new StringBuilder();
  private final List<Shown> shown = new ArrayList<>();

  private DocumentScript(Path home, Path scratch) {
    this.home = home;
    this.scratch = scratch;
  }

  /**
   * Runs them and compares.
   *
   * @param home an empty directory
   * @param scratch another one
   * @return of the whole, without what console blocks print
   */
  static ProcessRun follow(List<DocumentBlock> blocks, Path home, Path scratch)
      throws IOException, InterruptedException, URISyntaxException {
    DocumentScript document = new DocumentScript(home, scratch);
    document.script.append(
        """
        set -eo pipefail
        trap '[ $? = 0 ] || echo "failed in the block at $block" >&2' EXIT
        """);
    for (DocumentBlock block : blocks) {
      document.script.append("block=").append(block.place()).append('\n');
      if (block.language().equals("bash")) {
        document.script.append(block.text());
      } else {
        document.console(block);
      }
    }
    return document.run();
  }

  private void console(DocumentBlock block) {
    int i = 0;
    assertTrue(block.lines().get(0).startsWith(PROMPT), block.place() + " begins with no prompt");
    while (i < block.lines().size()) {
      String command = block.lines().get(i++).substring(PROMPT.length());
      while (i < block.lines().size() && block.lines().get(i).startsWith(CONTINUED)) {
        command += "\n" + block.lines().get(i++).substring(CONTINUED.length());
      }
      List<String> output = new ArrayList<>();
      while (i < block.lines().size() && !block.lines().get(i).startsWith(PROMPT)) {
        output.add(block.lines().get(i++));
      }
      Path file = scratch.resolve("shown" + shown.size());
      shown.add(new Shown(block.place(), command, output, file));
      script.append("{\n").append(command).append("\n} > '").append(file).append("' 2>&1\n");
    }
  }

  private ProcessRun run() throws IOException, InterruptedException, URISyntaxException {
    Map<String, String> environment =
        new HashMap<>(LauncherEnvironment.of(Files.createDirectory(scratch.resolve("tmp"))));
    environment.put("PATH", Documents.ROOT + ":" + System.getenv("PATH"));
    // The machine's port 2269 may be somebody's.
    environment.put("MIKEY_CONFIG__EXCHANGE__UDP_PORT", freePort());
    ProcessRun run =
        ProcessRun.start(home, scratch, environment, List.of("bash", "-c", script.toString()))
            .finish();
    assertEquals(0, run.exitCode(), () -> run.err() + run.out() + lastShown());
    for (Shown command : shown) {
      compare(command);
    }
    return run;
  }

  private String lastShown() {
    String last = "";
    for (Shown command : shown) {
      if (Files.exists(command.file())) {
        try {
          last = "\n$ " + command.command() + "\n" + Files.readString(command.file());
        } catch (IOException e) {
          last = e.toString();
        }
      }
    }
    return last;
  }

  private static void compare(Shown command) throws IOException {
    String printed =
        Files.readAllLines(command.file()).stream()
            .map(String::stripTrailing)
            .collect(Collectors.joining("\n"));
    String expected = command.output().stream().collect(Collectors.joining("\n"));
    assertTrue(
        isLike(command.output(), printed),
        () ->
            command.place()
                + "\n$ "
                + command.command()
                + "\nshown:\n"
                + expected
                + "\nprinted:\n"
                + printed);
  }

  /** Whether a text is as shown. */
  static boolean isLike(List<String> shown, String printed) {
    StringBuilder pattern = new StringBuilder();
    for (String line : shown) {
      if (line.strip().equals(ANYTHING)) {
        pattern.append("(?:.*\n)*");
      } else {
        pattern
            .append(
                List.of(line.stripTrailing().split(Pattern.quote(ANYTHING), -1)).stream()
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")))
            .append('\n');
      }
    }
    return Pattern.matches(pattern.toString(), printed.isEmpty() ? "" : printed + "\n");
  }

  private static String freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
