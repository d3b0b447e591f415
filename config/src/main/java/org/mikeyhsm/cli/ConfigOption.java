package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigFault;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --config}: the configuration file. */
final class ConfigOption {
  private static final String VARIABLE = "MIKEY_CONFIG";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file; without it, the one that $MIKEY_CONFIG names.")
  private Optional<Path> file = Optional.empty();

  /** The file, if one is named. */
  Optional<Path> file(Console console) {
    return file.or(
        () ->
            Optional.ofNullable(console.environment().get(VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of));
  }

  /** Whether the option is there. */
  boolean isNamed() {
    return file.isPresent();
  }

  Path required(Console console) {
    return file(console)
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    command.commandLine(), "name the configuration by --config or " + VARIABLE));
  }

  Configuration load(Console console) throws ConfigException {
    return load(required(console), console);
  }

  static Configuration load(Path file, Console console) throws ConfigException {
    return ConfigLoader.load(file, console.environment(), properties());
  }

  /** The files that the configuration names and that are not there. */
  List<ConfigFault> missingFiles(Console console) throws ConfigException {
    return ConfigLoader.missingFiles(required(console), console.environment(), properties());
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name)));
    return properties;
  }
}
