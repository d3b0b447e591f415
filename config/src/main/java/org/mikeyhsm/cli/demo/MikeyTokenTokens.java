package org.mikeyhsm.cli.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;

/**
 * Tokens of libmikeytoken, stacked on the SoftHSM2 tokens that were made for the call: laid out as
 * {@link SoftHsmTokens} has them, the pre-shared key owned by the module.
 */
final class MikeyTokenTokens {
  private MikeyTokenTokens() {}

  static DemoTokens open(
      Optional<Path> option, Map<String, String> environment, CustodyPolicy policy) {
    Path directory = SoftHsmTokens.directory(environment);
    Path library = MikeyTokenModule.find(option, System.getProperties(), environment);
    return Pkcs11Tokens.open(module(library, directory), directory, policy);
  }

  /** The module on the SoftHSM2 that made the directory's tokens, and no other. */
  static CryptokiModule module(Path library, Path directory) {
    return MikeyTokenModule.open(library, Optional.of(SoftHsmTokens.library(directory)));
  }
}
