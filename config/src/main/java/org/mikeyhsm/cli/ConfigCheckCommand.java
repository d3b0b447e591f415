package org.mikeyhsm.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.ExchangeModes;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigFault;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether a configuration is right, or everything that is wrong with it. */
@Command(
    name = "check",
    description = {
      "Checks a configuration: names, values, and whether they go together.",
      "Files of certificates that are not there are noted: they may be there where it is used.",
      "Opens no token; mikey doctor does."
    })
final class ConfigCheckCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConfigOption config;
  @Mixin private JsonOption json;

  ConfigCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      Configuration configuration = config.load(console);
      List<String> notes = new ArrayList<>();
      config.missingFiles(console).forEach(missing -> notes.add(missing.toString()));
      notes.addAll(notes(configuration));
      StringBuilder text = new StringBuilder(config.required(console) + ": good\n");
      notes.forEach(note -> text.append("note: ").append(note).append('\n'));
      json.print(console, result(List.of(), notes), text.toString());
      return ExitCode.DONE.code();
    } catch (ConfigException e) {
      if (json.isGiven()) {
        console.out().println(Json.write(result(e.faults(), List.of())));
      }
      e.faults().forEach(fault -> console.err().println("mikey: " + Problem.line(fault)));
      return ExitCode.REFUSED.code();
    }
  }

  private static List<String> notes(Configuration configuration) {
    List<String> notes = new ArrayList<>();
    for (Mode mode : configuration.modes()) {
      if (!mode.isDone()) {
        notes.add("this version does not have mode " + mode + " yet");
      }
    }
    for (ExchangeMode mode : ExchangeModes.of(configuration.modes())) {
      Optional<String> lacking =
          configuration.peers().stream()
              .map(mode::lacks)
              .reduce((one, other) -> one.isEmpty() ? one : other)
              .orElse(Optional.of("an entry"));
      lacking.ifPresent(
          what -> notes.add("mode " + mode.mode() + " is listed, but no peer has " + what));
    }
    if (configuration.algorithms().allowNull()) {
      notes.add("algorithms.allow-null lets keys be sent in clear");
    }
    return notes;
  }

  private static Map<String, Object> result(List<ConfigFault> faults, List<String> notes) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("valid", faults.isEmpty());
    result.put("faults", faults.stream().map(ConfigCheckCommand::json).toList());
    result.put("notes", notes);
    return result;
  }

  private static Map<String, Object> json(ConfigFault fault) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("source", fault.source());
    if (fault.line() > 0) {
      map.put("line", fault.line());
    }
    map.put("key", fault.key());
    map.put("found", fault.found());
    map.put("allowed", fault.allowed());
    fault.nearest().ifPresent(name -> map.put("nearest", name));
    return map;
  }
}
