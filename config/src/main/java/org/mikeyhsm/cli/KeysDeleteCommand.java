package org.mikeyhsm.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.provisioning.StoredObject;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes everything of a label. */
@Command(
    name = "delete",
    description = "Deletes everything of a label from the token: keys and certificates. It asks.")
final class KeysDeleteCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private YesOption yes;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "LABEL", description = "The CKA_LABEL.")
  private String label;

  KeysDeleteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, CommandException, IOException {
    try (TokenOption.Opened opened = token.open(console)) {
      yes.confirm(
          console, "All that is labelled " + label + " on " + opened.token() + " is deleted.");
      List<StoredObject> deleted = new StoredObjects(opened.token()).delete(label);
      json.print(
          console,
          Map.of("deleted", deleted.stream().map(KeysListCommand::json).toList()),
          "deleted " + deleted.size() + " labelled " + label + "\n");
    }
    return ExitCode.DONE.code();
  }
}
