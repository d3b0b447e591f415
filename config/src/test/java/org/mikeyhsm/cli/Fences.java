package org.mikeyhsm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fenced blocks of documents. */
final class Fences {
  private Fences() {}

  /** The lines of all blocks of a language, in their order. */
  static List<String> of(Path document, String language) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        inside = line.equals("```" + language);
      } else if (inside) {
        lines.add(line);
      }
    }
    return lines;
  }
}
