package org.mikeyhsm.hsm.token;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A token of NSS softokn: an SQLite database ({@code cert9.db}, {@code key4.db}) in a directory.
 *
 * @param label the token's label, 1 to 32 octets of printable ASCII without quotes and brackets
 * @param directory where the database is, or shall be made by {@link Provisioning#setUserPin}
 */
public record NssDatabase(String label, Path directory) {
  private static final String LIBRARY = "libsoftokn3.so";
  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib/aarch64-linux-gnu"),
          Path.of("/usr/lib64"),
          Path.of("/usr/lib"));

  /** Slot numbers 1 to 3 are NSS's own. */
  private static final int FIRST_SLOT = 4;

  /**
   * Checks what cannot be quoted in NSS's parameters.
   *
   * @throws IllegalArgumentException if the label or the directory holds such a character
   */
  public NssDatabase {
    Objects.requireNonNull(directory, "directory");
    if (!label.matches("[ -~&&[^'\"<>\\[\\]{}()\\\\]]{1,32}")) {
      throw new IllegalArgumentException("an NSS token has a label of 1 to 32 plain characters");
    }
    if (!directory.toString().matches("[^'\"<>\\[\\]{}()\\\\]+")) {
      throw new IllegalArgumentException("NSS takes no quotes and brackets in a directory's name");
    }
  }

  /**
   * The library where distributions put it.
   *
   * @throws TokenUnavailableException if it is in none of these places
   */
  public static Path library() {
    return USUAL_PLACES.stream()
        .flatMap(place -> Stream.of(place, place.resolve("nss")))
        .map(place -> place.resolve(LIBRARY))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new TokenUnavailableException(
                    LIBRARY + " is not there; softhsm-setup/install.sh installs it (libnss3)"));
  }

  /**
   * Loads and initializes NSS softokn with these databases as its tokens; see {@link
   * CryptokiModule#open(Path)}.
   *
   * @throws TokenUnavailableException if it cannot be loaded or initialized
   */
  public static CryptokiModule open(Path library, List<NssDatabase> databases) {
    return CryptokiModule.open(library, parameters(databases));
  }

  /** NSS's "module spec": a C_Initialize without it fails with CKR_ARGUMENTS_BAD. */
  static String parameters(List<NssDatabase> databases) {
    if (databases.isEmpty()) {
      throw new IllegalArgumentException("NSS needs a database");
    }
    String tokens =
        IntStream.range(0, databases.size())
            .mapToObj(i -> databases.get(i).token(FIRST_SLOT + i))
            .collect(Collectors.joining(" "));
    return "configdir='sql:"
        + databases.get(0).directory()
        + "' certPrefix='' keyPrefix='' secmod='secmod.db' flags= tokens=<"
        + tokens
        + ">";
  }

  private String token(int slot) {
    return "0x%08x=[configDir='sql:%s' tokenDescription='%s']".formatted(slot, directory, label);
  }
}
