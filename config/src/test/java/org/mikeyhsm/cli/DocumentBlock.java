package org.mikeyhsm.cli;

import java.util.List;
import java.util.Optional;

/**
 * A fenced block of a document.
 *
 * @param document its name from the repository's root
 * @param line where the fence is, from 1
 * @param language the first word beside the fence, empty if there is none
 * @param notRun why no test runs it, empty where one does
 * @param lines what is inside
 */
record DocumentBlock(
    String document, int line, String language, Optional<String> notRun, List<String> lines) {
  String place() {
    return document + ":" + line;
  }

  /** For the names of tests. */
  @Override
  public String toString() {
    return place();
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  boolean isRun() {
    return notRun.isEmpty();
  }

  /** Whether it is typed at a shell. */
  boolean isForShell() {
    return List.of("sh", "bash", "console").contains(language);
  }
}
