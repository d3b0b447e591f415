package org.mikeyhsm.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.cli.output.Printable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself: chooses the subcommand and reports what goes wrong in it. */
@Command(
    name = "mikey",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "MIKEY key management (RFC 3830) with the keys inside a PKCS#11 token.",
    scope = ScopeType.INHERIT)
final class MikeyCommand implements Runnable {
  private static final String DEBUG_PROPERTY = "mikey.debug";

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "On failure, print the stack trace too.")
  private boolean stackTrace;

  private MikeyCommand() {}

  /**
   * Runs a command line.
   *
   * @return the exit code
   */
  static int run(Console console, String... arguments) {
    MikeyCommand mikey = new MikeyCommand();
    CommandLine commandLine = commands(mikey, console);
    commandLine.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          // The handler gets the result of the command at the top.
          CommandLine.ParseResult deepest = parsed;
          while (deepest.hasSubcommand()) {
            deepest = deepest.subcommand();
          }
          boolean json =
              deepest.hasMatchedOption(JsonOption.NAME)
                  || deepest.commandSpec().userObject() instanceof SpeaksJson;
          return mikey.report(console, failure, json);
        });
    int code;
    try {
      code = commandLine.execute(arguments);
    } catch (Error e) {
      // Not even then is a stack trace printed unasked.
      code = mikey.report(console, e, false);
    }
    return finish(console, code);
  }

  /** All commands, as they are documented too. */
  static CommandLine commands(Console console) {
    return commands(new MikeyCommand(), console);
  }

  private static CommandLine commands(MikeyCommand mikey, Console console) {
    CommandLine commandLine =
        new CommandLine(mikey)
            .addSubcommand(new DecodeCommand(console))
            .addSubcommand(new EncodeCommand(console))
            .addSubcommand(new DemoCommand(console))
            .addSubcommand(new DoctorCommand(console))
            .addSubcommand(new InitiateCommand(console))
            .addSubcommand(new RespondCommand(console))
            .addSubcommand(
                new CommandLine(new ConfigCommand())
                    .addSubcommand(new ConfigCheckCommand(console))
                    .addSubcommand(new ConfigShowCommand(console))
                    .addSubcommand(new ConfigSchemaCommand(console)))
            .addSubcommand(
                new CommandLine(new TokenCommand())
                    .addSubcommand(new TokenListCommand(console))
                    .addSubcommand(new TokenInfoCommand(console))
                    .addSubcommand(new TokenInitCommand(console)))
            .addSubcommand(
                new CommandLine(new KeysCommand())
                    .addSubcommand(new KeysListCommand(console))
                    .addSubcommand(new KeysGenerateCommand(console))
                    .addSubcommand(new KeysRequestCommand(console))
                    .addSubcommand(new KeysImportCommand(console))
                    .addSubcommand(new KeysImportIdentityCommand(console))
                    .addSubcommand(new KeysWrapExportCommand(console))
                    .addSubcommand(new KeysDeleteCommand(console)))
            .addSubcommand(
                new CommandLine(new KmsCommand())
                    .addSubcommand(new KmsInitCommand(console))
                    .addSubcommand(new KmsIssueCommand(console))
                    .addSubcommand(new KmsCertificateCommand(console)))
            .addSubcommand(
                new CommandLine(new AutoComplete.GenerateCompletion())
                    .setCommandName("completion"));
    prepare(commandLine, console);
    return commandLine;
  }

  private static void prepare(CommandLine commandLine, Console console) {
    commandLine
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(console.out(), true))
        .setErr(new PrintWriter(console.err(), true))
        .setParameterExceptionHandler(
            (failure, arguments) -> {
              CommandLine at = failure.getCommandLine();
              console
                  .err()
                  .println(
                      "mikey: "
                          + Printable.line(failure.getMessage())
                          + ". See "
                          + at.getCommandSpec().qualifiedName()
                          + " --help.");
              return ExitCode.USAGE.code();
            });
    addExitCodes(commandLine);
  }

  private static void addExitCodes(CommandLine commandLine) {
    commandLine.getSubcommands().values().forEach(MikeyCommand::addExitCodes);
    commandLine
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.list());
  }

  /** A result that could not be written in full must not look like one. */
  private static int finish(Console console, int code) {
    console.out().flush();
    if (console.out().checkError() && code == ExitCode.DONE.code()) {
      console.err().println("mikey: standard output cannot be written. Look at where it goes.");
      console.err().flush();
      return ExitCode.INTERNAL.code();
    }
    console.err().flush();
    return code;
  }

  private int report(Console console, Throwable failure, boolean json) {
    Problem problem = Problem.of(failure);
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", problem.message());
      error.put("code", problem.code());
      error.put("exitCode", problem.exitCode().code());
      console.out().println(Json.write(error));
    }
    console.err().println("mikey: " + problem.line());
    trace(console, failure);
    return problem.exitCode().code();
  }

  /** Prints the stack trace if that was asked for. */
  void trace(Console console, Throwable failure) {
    String debug = System.getProperty(DEBUG_PROPERTY, "false");
    if (stackTrace || !debug.equals("false")) {
      failure.printStackTrace(console.err());
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
