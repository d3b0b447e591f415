package org.mikeyhsm.cli.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/**
 * Tokens of NSS softokn in a directory that was made for the call: the databases {@code alice} and
 * {@code bob}, and the PINs.
 */
final class NssTokens {
  /** Names the directory. */
  static final String DIRECTORY = "MIKEY_DEMO_NSS";

  private NssTokens() {}

  static DemoTokens open(Map<String, String> environment, CustodyPolicy policy) {
    Optional<String> reason = Optional.ofNullable(environment.get(Pkcs11Tokens.REASON));
    if (reason.isPresent()) {
      throw new TokenUnavailableException(reason.get());
    }
    String name = environment.get(DIRECTORY);
    if (name == null) {
      throw new TokenUnavailableException(
          "nobody made NSS databases for this call: run ./mikey demo, which does");
    }
    Path directory = Path.of(name);
    return Pkcs11Tokens.open(
        NssDatabase.open(NssDatabase.library(), databases(directory)), directory, policy);
  }

  static List<NssDatabase> databases(Path directory) {
    return List.of(
        new NssDatabase("alice", directory.resolve("alice")),
        new NssDatabase("bob", directory.resolve("bob")));
  }
}
