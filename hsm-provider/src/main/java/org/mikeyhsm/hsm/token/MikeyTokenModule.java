package org.mikeyhsm.hsm.token;

import com.sun.jna.Function;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;

/**
 * The token module {@code libmikeytoken.so} (docs/pkcs11-mikey-profile.md), which owns MIKEY's
 * secrets and seals them under a key of another PKCS#11 module, its base. Its tokens are those of
 * its base; their boundary is never HARDWARE, whatever the base is.
 */
public final class MikeyTokenModule {
  /** The configuration property that names the module. */
  public static final String MODULE_PROPERTY = "mikeyhsm.mikeytoken.module";

  /** The configuration property that names the module's base. */
  public static final String BASE_PROPERTY = "mikeyhsm.mikeytoken.base";

  /** The property by which the launcher tells where it lies. */
  public static final String HOME_PROPERTY = "mikeyhsm.home";

  /** The environment variable that names the module. */
  public static final String MODULE_VARIABLE = "MIKEYTOKEN_MODULE";

  /** The environment variable that names the base; the module itself reads it. */
  public static final String BASE_VARIABLE = "MIKEYTOKEN_BASE";

  private static final String LIBRARY = "libmikeytoken.so";
  private static final Path INSTALLED = Path.of("/usr/lib/mikey-hsm").resolve(LIBRARY);
  private static final String REMEDY =
      "mvn package builds it in softhsm-setup/token-module/target (softhsm-setup/install.sh installs"
          + " the compiler), and "
          + MODULE_VARIABLE
          + " names one elsewhere";

  private MikeyTokenModule() {}

  /**
   * Finds the library. The first of these names it: {@code option}, the property {@value
   * #MODULE_PROPERTY}, the variable {@value #MODULE_VARIABLE}; else it is where the launcher lies:
   * in {@code softhsm-setup/token-module/target} of the sources, or above {@code bin} of an
   * installation; or in {@code /usr/lib/mikey-hsm}.
   *
   * @param option what the user said, empty if nothing
   * @param properties the configuration properties
   * @param environment the environment variables
   * @return an existing file
   * @throws TokenUnavailableException if it is not where it was named, or in none of these places
   */
  public static Path find(
      Optional<Path> option, Properties properties, Map<String, String> environment) {
    Optional<Path> named =
        option
            .or(() -> path(properties.getProperty(MODULE_PROPERTY)))
            .or(() -> path(environment.get(MODULE_VARIABLE)));
    List<Path> places =
        named.map(List::of).orElseGet(() -> places(properties.getProperty(HOME_PROPERTY)));
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new TokenUnavailableException(
                    "there is no token module "
                        + String.join(" or ", places.stream().map(Path::toString).toList())
                        + "; "
                        + REMEDY));
  }

  /** Whether a library has the file name of the token module. */
  public static boolean isNamedLike(Path library) {
    return library.endsWith(LIBRARY);
  }

  private static List<Path> places(String home) {
    List<Path> places = new ArrayList<>();
    path(home)
        .ifPresent(
            root -> {
              places.add(root.resolve("softhsm-setup/token-module/target").resolve(LIBRARY));
              places.add(root.resolve(LIBRARY));
            });
    places.add(INSTALLED);
    return places;
  }

  /**
   * The base that was configured by the property {@value #BASE_PROPERTY}.
   *
   * @return empty where the module finds its base by itself: by {@value #BASE_VARIABLE}, by its
   *     configuration file, or as SoftHSM2 in its usual places
   */
  public static Optional<Path> base(Properties properties) {
    return path(properties.getProperty(BASE_PROPERTY));
  }

  /**
   * Loads and initializes the module; see {@link CryptokiModule#open(Path)}. A base that is given
   * is made known by the variable {@value #BASE_VARIABLE} of this process; the first one counts
   * until the process ends.
   *
   * @param base the base's library, empty to let the module find it
   * @throws TokenUnavailableException if it cannot be loaded or initialized, or has no base
   */
  public static CryptokiModule open(Path library, Optional<Path> base) {
    base.ifPresent(
        path -> {
          if (!Files.isRegularFile(path)) {
            throw new TokenUnavailableException(
                "there is no base " + path + " for the token module; name another one");
          }
          Function.getFunction("c", "setenv")
              .invokeInt(new Object[] {BASE_VARIABLE, path.toString(), 1});
        });
    try {
      return CryptokiModule.open(library);
    } catch (TokenUnavailableException e) {
      if (e.getCause() instanceof CryptokiException cause) {
        if (cause.is(CryptokiException.LIBRARY_LOAD_FAILED)) {
          throw new TokenUnavailableException(
              "the token module does not find its base: install SoftHSM2"
                  + " (softhsm-setup/install.sh), or name another PKCS#11 library by "
                  + BASE_VARIABLE,
              e);
        }
        if (cause.is(CryptokiException.HOST_MEMORY)) {
          throw new TokenUnavailableException(
              "the token module cannot lock memory for keys: allow 64 KiB or more (ulimit -l)", e);
        }
      }
      throw e;
    }
  }

  private static Optional<Path> path(String name) {
    return Optional.ofNullable(name).filter(text -> !text.isBlank()).map(Path::of);
  }
}
