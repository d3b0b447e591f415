package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;

/** Opens PKCS#11 libraries as they are named in configurations and on the command line. */
public final class Modules {
  /** The name of the token module, wherever this installation has it. */
  public static final String TOKEN_MODULE = "mikeytoken";

  private Modules() {}

  /**
   * Loads and initializes the library of a configuration; the caller closes it.
   *
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if that fails
   */
  public static CryptokiModule open(TokenSettings token, Map<String, String> environment) {
    return open(token.module(), token.base(), token.parameters(), environment);
  }

  /**
   * Loads and initializes a library; the caller closes it.
   *
   * @param named a file, or {@value #TOKEN_MODULE}
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if that fails
   */
  public static CryptokiModule open(
      Path named, Optional<String> parameters, Map<String, String> environment) {
    return open(
        Optional.of(named).filter(path -> !path.toString().equals(TOKEN_MODULE)),
        Optional.empty(),
        parameters,
        environment);
  }

  private static CryptokiModule open(
      Optional<Path> named,
      Optional<Path> base,
      Optional<String> parameters,
      Map<String, String> environment) {
    if (named.isPresent() && base.isEmpty() && !MikeyTokenModule.isNamedLike(named.get())) {
      return parameters.isPresent()
          ? CryptokiModule.open(named.get(), parameters.get())
          : CryptokiModule.open(named.get());
    }
    return MikeyTokenModule.open(
        MikeyTokenModule.find(named, System.getProperties(), environment),
        base.or(() -> MikeyTokenModule.base(System.getProperties())));
  }
}
