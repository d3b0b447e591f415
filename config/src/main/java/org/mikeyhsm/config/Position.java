package org.mikeyhsm.config;

import java.util.Objects;

/**
 * Where a value was written.
 *
 * @param source a file's name, or what else it came from
 * @param line counted from 1; 0 where the source has no lines
 */
record Position(String source, int line) {
  Position {
    Objects.requireNonNull(source, "source");
  }

  static Position of(String source) {
    return new Position(source, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
