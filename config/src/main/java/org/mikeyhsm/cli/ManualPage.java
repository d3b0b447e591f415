package org.mikeyhsm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's manual page, in the macros of man(7), from its help. */
final class ManualPage {
  private final CommandSpec command;
  private final StringBuilder roff = new StringBuilder();

  ManualPage(CommandSpec command) {
    this.command = command;
  }

  /** Its name, such as mikey-token-init. */
  String name() {
    return name(command);
  }

  private static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /** The source; the same at each build. */
  String roff() {
    List<String> description = lines(command.usageMessage().description());
    macro(".TH", name().toUpperCase(Locale.ROOT), "1", "", "mikey", "Commands of mikey");
    // Left-aligned, and no hyphen that is not in the text: commands are copied from here.
    roff.append(".ad l\n.nh\n");
    section("NAME");
    line(name() + " - " + summary(description));
    section("SYNOPSIS");
    line(synopsis());
    section("DESCRIPTION");
    paragraphs(description);
    arguments();
    commands();
    section("EXIT STATUS");
    command.usageMessage().exitCodeList().forEach((code, meaning) -> item(code, List.of(meaning)));
    seeAlso();
    return roff.toString();
  }

  private void arguments() {
    List<PositionalParamSpec> parameters = command.positionalParameters();
    if (!parameters.isEmpty()) {
      section("ARGUMENTS");
      parameters.forEach(parameter -> item(parameter.paramLabel(), description(parameter)));
    }
    List<OptionSpec> options = command.options().stream().filter(o -> !o.hidden()).toList();
    if (!options.isEmpty()) {
      section("OPTIONS");
      options.forEach(option -> item(names(option), description(option)));
    }
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    if (option.arity().max() == 0) {
      return names;
    }
    return names
        + (option.arity().min() == 0
            ? " [" + option.paramLabel() + "]"
            : " " + option.paramLabel());
  }

  private static List<String> description(ArgSpec argument) {
    return lines(argument.description());
  }

  private void commands() {
    Map<String, CommandLine> inner = command.subcommands();
    if (!inner.isEmpty()) {
      section("COMMANDS");
      inner
          .values()
          .forEach(
              one ->
                  item(
                      name(one.getCommandSpec()) + "(1)",
                      List.of(summary(lines(one.getCommandSpec().usageMessage().description())))));
    }
  }

  private void seeAlso() {
    List<String> others = new ArrayList<>();
    for (CommandLine above = command.parent() == null ? null : command.parent().commandLine();
        above != null;
        above = above.getParent()) {
      others.add(name(above.getCommandSpec()) + "(1)");
    }
    if (!others.isEmpty()) {
      section("SEE ALSO");
      line(String.join(", ", others));
    }
  }

  /** The first sentence without its full stop. */
  private static String summary(List<String> description) {
    String first = description.isEmpty() ? "" : description.get(0);
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private String synopsis() {
    return new Help(command, Help.defaultColorScheme(Help.Ansi.OFF))
        .synopsis(0)
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** Help texts are formats: %n and %%. */
  private static List<String> lines(String[] texts) {
    List<String> lines = new ArrayList<>();
    for (String text : texts) {
      String.format(text).lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(lines::add);
    }
    return lines;
  }

  private void section(String title) {
    macro(".SH", title);
  }

  private void paragraphs(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        roff.append(".PP\n");
      }
      line(lines.get(i));
    }
  }

  private void item(String term, List<String> lines) {
    roff.append(".TP\n.B ").append(escape(term)).append('\n');
    lines.forEach(this::line);
  }

  private void line(String text) {
    // A control character at the beginning would make it a request.
    roff.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
        .append(escape(text))
        .append('\n');
  }

  private void macro(String name, String... arguments) {
    roff.append(name);
    for (String argument : arguments) {
      roff.append(" \"").append(escape(argument).replace("\"", "\\(dq")).append('"');
    }
    roff.append('\n');
  }

  private static String escape(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
