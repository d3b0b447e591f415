package org.mikeyhsm.cli;

import java.util.concurrent.Callable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.EffectiveConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a configuration as it takes effect. */
@Command(
    name = "show",
    description =
        "Shows the configuration as it takes effect: the file, what overrides it, the defaults.")
final class ConfigShowCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConfigOption config;
  @Mixin private JsonOption json;

  ConfigShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException {
    Configuration configuration = config.load(console);
    json.print(
        console,
        EffectiveConfiguration.of(configuration),
        EffectiveConfiguration.yaml(configuration));
    return ExitCode.DONE.code();
  }
}
