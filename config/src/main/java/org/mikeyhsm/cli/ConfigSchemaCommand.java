package org.mikeyhsm.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.config.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the schema that editors complete from. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of the configuration, for editors that complete by it.")
final class ConfigSchemaCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private JsonOption json;

  ConfigSchemaCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Map<String, Object> schema = JsonSchema.ofConfiguration();
    json.print(console, schema, Json.pretty(schema));
    return ExitCode.DONE.code();
  }
}
