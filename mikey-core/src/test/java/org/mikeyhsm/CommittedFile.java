package org.mikeyhsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the repository that a test makes. The test fails when the file differs; with {@code
 * -Dmikeyhsm.regenerate=true} it writes the file instead.
 */
public final class CommittedFile {
  private static final boolean REGENERATE = Boolean.getBoolean("mikeyhsm.regenerate");

  private CommittedFile() {}

  /** The top directory of the repository. */
  public static Path root() {
    return Path.of(System.getProperty("mikeyhsm.root"));
  }

  /** Whether this run writes files instead of comparing them. */
  public static boolean isRegenerating() {
    return REGENERATE;
  }

  /** Compares the file with what it should hold, or writes it. */
  public static void check(Path file, byte[] expected) {
    try {
      if (REGENERATE) {
        Files.createDirectories(file.getParent());
        Files.write(file, expected);
      }
      assertTrue(Files.exists(file), () -> explain(file));
      assertArrayEquals(expected, Files.readAllBytes(file), () -> explain(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to tell whoever finds the file wrong. */
  public static String explain(Path file) {
    return root().relativize(file)
        + " is not what this test makes. If the change is meant: mvn verify"
        + " -Dmikeyhsm.regenerate=true, and commit the file";
  }
}
