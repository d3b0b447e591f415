package org.mikeyhsm.config;

import java.util.Objects;
import java.util.Optional;

/**
 * One thing that is wrong with a configuration.
 *
 * @param source the file, or the variable or property that overrides it
 * @param line in the file, counted from 1; 0 where there is none
 * @param key the key's path, such as {@code token.pin.file}; empty for the document as a whole
 * @param found what stands there
 * @param allowed what may stand there
 * @param nearest the known name that is closest to one that is not known
 */
public record ConfigFault(
    String source, int line, String key, String found, String allowed, Optional<String> nearest) {
  /** Refuses nulls. */
  public ConfigFault {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(found, "found");
    Objects.requireNonNull(allowed, "allowed");
    Objects.requireNonNull(nearest, "nearest");
  }

  static ConfigFault of(Position at, String key, String found, String allowed) {
    return new ConfigFault(at.source(), at.line(), key, found, allowed, Optional.empty());
  }

  ConfigFault near(Optional<String> name) {
    return new ConfigFault(source, line, key, found, allowed, name);
  }

  /** The fault on one line, without a full stop. */
  @Override
  public String toString() {
    return new Position(source, line)
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + "found "
        + found
        + nearest.map(name -> "; did you mean " + name + "?").orElse("")
        + "; allowed: "
        + allowed;
  }
}
