package org.mikeyhsm.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.cli.output.Table;
import org.mikeyhsm.cli.output.Table.Align;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.SlotDescription;
import org.mikeyhsm.hsm.token.TokenSelector;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Describes a token. */
@Command(name = "info", description = "Describes a token and its mechanisms; needs no PIN.")
final class TokenInfoCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  TokenInfoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException {
    TokenSelector selector =
        token
            .selector(console)
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec.commandLine(), "name the token by --token-label or --token-uri"));
    SlotDescription slot;
    try (CryptokiModule module = token.openModule(console)) {
      List<SlotDescription> found = module.slots().stream().filter(selector::matches).toList();
      if (found.size() != 1) {
        throw new TokenUnavailableException(
            (found.isEmpty() ? "no token is " : "several tokens are ") + selector);
      }
      slot = found.get(0);
    }
    Map<String, Object> map = SlotText.json(slot);
    map.put("mechanisms", slot.mechanisms());
    Table table = new Table(0, Align.LEFT, Align.LEFT);
    map.forEach(
        (name, value) ->
            table.row(
                name,
                value instanceof List<?> list
                    ? String.join("\n", list.stream().map(Object::toString).toList())
                    : Printable.line(value.toString())));
    json.print(console, map, table.toString());
    return ExitCode.DONE.code();
  }
}
