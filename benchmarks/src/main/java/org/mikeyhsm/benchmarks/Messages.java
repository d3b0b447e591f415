package org.mikeyhsm.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** The messages to measure with; the resource names their sources. */
final class Messages {
  private Messages() {}

  /** The octets of a message of the resource, by its name. */
  static byte[] get(String name) {
    try (InputStream in =
        Objects.requireNonNull(Messages.class.getResourceAsStream("messages.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> Base64.getDecoder().decode(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
