package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/**
 * Tokens of SoftHSM2 in a directory that was made for the call: {@code softhsm2.conf}, {@code
 * module} (the library's path), and the PINs.
 */
final class SoftHsmTokens {
  /** Names the directory. */
  static final String DIRECTORY = "MIKEY_DEMO_TOKENS";

  private static final String CONFIGURATION = "SOFTHSM2_CONF";

  private SoftHsmTokens() {}

  static DemoTokens open(Map<String, String> environment, CustodyPolicy policy) {
    Path directory = directory(environment);
    return Pkcs11Tokens.open(CryptokiModule.open(library(directory)), directory, policy);
  }

  static Path directory(Map<String, String> environment) {
    Optional<String> reason = Optional.ofNullable(environment.get(Pkcs11Tokens.REASON));
    if (reason.isPresent()) {
      throw new TokenUnavailableException(reason.get());
    }
    String name = environment.get(DIRECTORY);
    if (name == null) {
      throw new TokenUnavailableException(
          "nobody made tokens for this call: run ./mikey demo, which does, or take --token"
              + " software");
    }
    Path directory = Path.of(name);
    // SoftHSM reads the variable by itself; with another value these would be somebody's own
    // tokens.
    String configuration = directory.resolve("softhsm2.conf").toString();
    if (!configuration.equals(environment.get(CONFIGURATION))) {
      throw new TokenUnavailableException(
          CONFIGURATION + " is not " + configuration + ": run ./mikey demo, which sets it");
    }
    return directory;
  }

  static Path library(Path directory) {
    Path file = directory.resolve("module");
    try {
      return Path.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new TokenUnavailableException(file + " cannot be read: run ./mikey demo", e);
    }
  }
}
