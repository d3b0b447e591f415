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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the slots of a module. */
@Command(name = "list", description = "Lists the slots of a PKCS#11 library; needs no PIN.")
final class TokenListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  TokenListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException {
    List<SlotDescription> slots;
    try (CryptokiModule module = token.openModule(console)) {
      slots = module.slots();
    }
    Table table = new Table(0, Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
    table.row("SLOT", "LABEL", "SERIAL", "MODEL", "STATE");
    for (SlotDescription slot : slots) {
      table.row(
          Long.toString(slot.slot()),
          Printable.line(slot.label()),
          Printable.line(slot.serialNumber()),
          Printable.line(slot.manufacturer() + " " + slot.model()),
          SlotText.state(slot));
    }
    json.print(
        console, Map.of("slots", slots.stream().map(SlotText::json).toList()), table.toString());
    return ExitCode.DONE.code();
  }
}
