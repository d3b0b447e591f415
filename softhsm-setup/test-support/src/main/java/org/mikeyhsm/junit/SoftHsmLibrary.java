package org.mikeyhsm.junit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/** Finds {@code libsofthsm2.so}, where distributions put it. */
final class SoftHsmLibrary {
  /** Names it, where it is in no usual place. */
  static final String VARIABLE = "MIKEY_SOFTHSM_MODULE";

  private static final String REMEDY =
      "install SoftHSM2 (Debian, Ubuntu: apt-get install softhsm2; Fedora: dnf install softhsm), or"
          + " let "
          + VARIABLE
          + " name its library";

  private SoftHsmLibrary() {}

  /**
   * The library.
   *
   * @param environment the environment variables
   * @throws TokenUnavailableException if there is none, with what to do
   */
  static Path find(Map<String, String> environment) {
    return find(
        Optional.ofNullable(environment.get(VARIABLE)).filter(name -> !name.isBlank()),
        usualPlaces());
  }

  static Path find(Optional<String> named, List<Path> usual) {
    if (named.isPresent()) {
      Path library = Path.of(named.get());
      if (!Files.isRegularFile(library)) {
        throw new TokenUnavailableException(
            VARIABLE + " names " + library + ", which is no file; " + REMEDY);
      }
      return library;
    }
    return usual.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> new TokenUnavailableException("SoftHSM2 is not installed here; " + REMEDY));
  }

  private static List<Path> usualPlaces() {
    List<Path> places = new ArrayList<>();
    places.add(Path.of("/usr/lib/softhsm/libsofthsm2.so"));
    Path libraries = Path.of("/usr/lib");
    if (Files.isDirectory(libraries)) {
      try (DirectoryStream<Path> architectures =
          Files.newDirectoryStream(libraries, "*-linux-gnu*")) {
        architectures.forEach(place -> places.add(place.resolve("softhsm/libsofthsm2.so")));
      } catch (IOException e) {
        throw new TokenUnavailableException("cannot read " + libraries, e);
      }
    }
    for (String place :
        List.of(
            "/usr/lib64/softhsm",
            "/usr/lib64/pkcs11",
            "/usr/lib64",
            "/usr/local/lib/softhsm",
            "/opt/homebrew/lib/softhsm")) {
      places.add(Path.of(place, "libsofthsm2.so"));
    }
    return places;
  }
}
