package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.cli.output.Style;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What each command must have, whichever it is. */
class EveryCommandTest {
  /** Those whose file tells whether a token is needed. */
  private static final Set<String> READING_A_FILE_FIRST =
      Set.of("mikey kms issue", "mikey keys import-identity");

  /** What destroys something that cannot be had again. */
  private static final Set<String> DESTRUCTIVE = Set.of("mikey token init", "mikey keys delete");

  /** Scripts for a shell, and results that are always JSON. */
  private static final Set<String> WITHOUT_JSON =
      Set.of("mikey completion", "mikey initiate", "mikey respond", "mikey encode");

  static CommandLine commandLine() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Console console =
        new Console(
            InputStream.nullInputStream(),
            nowhere,
            nowhere,
            Style.PLAIN,
            Map.of(),
            Clock.systemUTC());
    return MikeyCommand.commands(console);
  }

  static List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    collect(commandLine(), all);
    return all;
  }

  private static void collect(CommandLine command, List<CommandSpec> all) {
    all.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(inner -> collect(inner, all));
  }

  static List<CommandSpec> doing() {
    return commands().stream().filter(command -> command.subcommands().isEmpty()).toList();
  }

  private static String[] arguments(CommandSpec command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
    words.remove(0);
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpNamesEveryOptionAndExitCode(CommandSpec command) {
    CliRun run = CliRun.of(arguments(command, "--help"));
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    assertFalse(command.usageMessage().description().length == 0);
    for (ArgSpec argument : command.args()) {
      assertTrue(argument.description().length > 0, argument.toString());
      if (argument.isOption() && !argument.hidden()) {
        String name = ((CommandLine.Model.OptionSpec) argument).longestName();
        assertTrue(run.out().contains(name), name);
      }
    }
    assertTrue(run.out().contains("\n  78   "), run.out());
  }

  /** All but picocli's own, which takes any. */
  static List<CommandSpec> ours() {
    return commands().stream().filter(command -> !command.name().equals("completion")).toList();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void anUnknownOptionIsOneLineWithTheNextStep(CommandSpec command) {
    CliRun run = CliRun.of(arguments(command, "--bogus"));
    assertEquals(64, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(command.qualifiedName() + " --help"), run.err());
  }

  @ParameterizedTest
  @MethodSource("doing")
  void resultsComeAsJsonToo(CommandSpec command) {
    boolean json = command.findOption("--json") != null;
    boolean always = command.userObject() instanceof SpeaksJson;
    assertEquals(!WITHOUT_JSON.contains(command.qualifiedName()), json, "--json");
    assertTrue(json || always || WITHOUT_JSON.contains(command.qualifiedName()));
  }

  @ParameterizedTest
  @MethodSource("doing")
  void whatDestroysAsks(CommandSpec command) {
    assertEquals(
        DESTRUCTIVE.contains(command.qualifiedName()), command.findOption("--yes") != null);
  }

  @ParameterizedTest
  @MethodSource("doing")
  void aFailureIsToldInJsonWhereJsonIsAsked(CommandSpec command) {
    if (command.findOption("--token-label") == null || command.findOption("--json") == null) {
      return;
    }
    List<String> words =
        new ArrayList<>(
            List.of("--json", "--module", "/none.so", "--token-label", "x", "--pin-env", "P"));
    command
        .positionalParameters()
        .forEach(p -> words.add(p.paramLabel().equals("TYPE") ? "psk" : "label"));
    for (CommandLine.Model.OptionSpec option : command.options()) {
      boolean wanted = option.required() || Arrays.asList(option.names()).contains("--with");
      if (wanted && option.group() == null) {
        words.addAll(List.of(option.longestName(), "CN=x"));
      }
    }
    if (command.name().equals("wrap-export")) {
      words.addAll(List.of("--under", "kek"));
    }
    boolean fileFirst = READING_A_FILE_FIRST.contains(command.qualifiedName());
    if (command.qualifiedName().equals("mikey kms issue")) {
      words.addAll(List.of("--out", "x"));
    } else if (fileFirst) {
      words.removeAll(List.of("--with", "CN=x"));
    }
    CliRun run = CliRun.of(arguments(command, words.toArray(String[]::new)));
    int code = fileFirst ? 65 : 69;
    assertEquals(code, run.exitCode(), run.err());
    assertEquals(code, DemoCommandTest.parse(run.out()).get("exitCode").intValue());
    assertTrue(run.err().contains(fileFirst ? "cannot read" : "/none.so"), run.err());
  }

  @Test
  void completionKnowsEveryCommandAndOption() {
    String script = CliRun.of("completion").out();
    for (CommandSpec command : commands()) {
      assertTrue(script.contains(command.name()), command.name());
      command.options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> assertTrue(script.contains(option.longestName()), option.toString()));
    }
  }
}
