package org.mikeyhsm.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configuration files that tests write. */
final class Written {
  static final String SMALLEST =
      """
      identity: sip:alice@example.org
      token:
        module: lib/p11.so
        label: alice
        pin: { file: alice.pin }
      policy: { preset: any }
      """;

  private Written() {}

  static Path file(Path directory, String text) throws IOException {
    return Files.writeString(directory.resolve("mikey.yaml"), text);
  }

  static Configuration load(Path directory, String text) throws IOException, ConfigException {
    return ConfigLoader.load(file(directory, text), Map.of(), Map.of());
  }

  static List<ConfigFault> faults(Path directory, String text) throws IOException {
    try {
      load(directory, text);
      throw new AssertionError("no fault was found");
    } catch (ConfigException e) {
      return e.faults();
    }
  }

  static ConfigFault fault(Path directory, String text) throws IOException {
    List<ConfigFault> faults = faults(directory, text);
    if (faults.size() != 1) {
      throw new AssertionError("several faults: " + faults);
    }
    return faults.get(0);
  }
}
