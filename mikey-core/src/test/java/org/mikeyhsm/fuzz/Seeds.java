package org.mikeyhsm.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mikeyhsm.CommittedFile;

/** The committed seeds of a fuzz target. */
public final class Seeds {
  private Seeds() {}

  /**
   * Fails unless the directory holds these seeds, and besides them only what a long run found.
   *
   * @param seeds octets by a name in words
   */
  public static void check(Path directory, Map<String, byte[]> seeds) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    seeds.forEach(
        (name, octets) ->
            assertTrue(files.put(fileName(name), octets) == null, () -> "twice: " + name));
    files.forEach((name, octets) -> CommittedFile.check(directory.resolve(name), octets));
    // Inputs that a long run found bad are kept beside the seeds, under the names Jazzer gives.
    Set<String> others = new TreeSet<>(list(directory));
    others.removeAll(files.keySet());
    others.removeIf(name -> name.startsWith("crash-") || name.startsWith("timeout-"));
    assertEquals(Set.of(), others, () -> CommittedFile.explain(directory));
  }

  private static String fileName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
  }

  private static Set<String> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
