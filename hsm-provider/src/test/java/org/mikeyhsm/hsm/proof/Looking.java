package org.mikeyhsm.hsm.proof;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks at an observed process stage by stage and notes what is found of secrets. That it would
 * find something, two planted values show each time.
 */
final class Looking {
  private final Path directory;
  private final String pin;
  private final List<String> breaches = new ArrayList<>();

  /**
   * A new look-out.
   *
   * @param directory for heap dumps
   * @param pin of the token, a secret as well
   */
  Looking(Path directory, String pin) {
    this.directory = directory;
    this.pin = pin;
  }

  /** What was found where it must not be, in words. */
  List<String> breaches() {
    return breaches;
  }

  /** Notes every secret that is on the heap or anywhere in memory. */
  void look(ObservedProcess observed, String stage, List<Secret> secrets) throws IOException {
    List<Secret> all =
        Stream.concat(
                secrets.stream(),
                Stream.of(
                    new Secret("PIN", pin.getBytes(StandardCharsets.US_ASCII)),
                    new Secret("control on the heap", ObservedSide.control(1)),
                    new Secret("control beside the heap", ObservedSide.control(2))))
            .toList();
    ObservedProcess.Findings found = observed.look(new MemorySearch(all), directory);
    assertTrue(found.inHeap().containsKey("control on the heap, octets"), stage + found);
    assertTrue(found.anywhere().containsKey("control on the heap, octets"), stage + found);
    assertTrue(found.anywhere().containsKey("control beside the heap, octets"), stage + found);
    assertFalse(found.inHeap().containsKey("control beside the heap, octets"), stage + found);
    note("heap: ", stage, found.inHeap());
    note("memory: ", stage, found.anywhere());
  }

  /** Notes what a search found. */
  void note(String where, String stage, Map<String, Integer> found) {
    found.forEach(
        (what, count) -> {
          // The wrapper leaves the PIN in memory that it frees; it is no key, and not on the heap.
          boolean pinOfWrapper = what.startsWith("PIN") && where.startsWith("memory");
          if (!what.startsWith("control") && !pinOfWrapper) {
            breaches.add(where + what + ", " + count + " times when " + stage);
          }
        });
  }
}
