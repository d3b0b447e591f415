package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/**
 * Two tokens of one SoftHSM2 module in a directory that was made for the call: {@code
 * softhsm2.conf}, {@code module} (the library's path), the tokens alice and bob, their PINs in
 * {@code alice.pin} and {@code bob.pin}, and in both the pre-shared key "call".
 */
final class SoftHsmTokens implements DemoTokens {
  /** Names the directory. */
  static final String DIRECTORY = "MIKEY_DEMO_TOKENS";

  /** Says why the launcher could not make it. */
  static final String REASON = "MIKEY_DEMO_TOKENS_REASON";

  private static final String CONFIGURATION = "SOFTHSM2_CONF";
  private static final String PSK_LABEL = "call";

  private final CryptokiModule module;
  private final Party alice;
  private final Party bob;

  /** A token with what it held when it was opened. */
  private record Party(Token token, PartyKeys keys, int objects) {
    static Party open(CryptokiModule module, Path directory, String label) {
      Token token = module.openToken(label, PinSource.file(directory.resolve(label + ".pin")));
      return new Party(
          token,
          new PartyKeys(new MikeyPkcs11Provider(token), token.preSharedKey(PSK_LABEL)),
          token.objectCount());
    }
  }

  private SoftHsmTokens(CryptokiModule module, Party alice, Party bob) {
    this.module = module;
    this.alice = alice;
    this.bob = bob;
  }

  static SoftHsmTokens open(Map<String, String> environment) {
    Path directory = directory(environment);
    CryptokiModule module = CryptokiModule.open(library(directory));
    boolean done = false;
    try {
      SoftHsmTokens tokens =
          new SoftHsmTokens(
              module, Party.open(module, directory, "alice"), Party.open(module, directory, "bob"));
      done = true;
      return tokens;
    } finally {
      if (!done) {
        module.close();
      }
    }
  }

  private static Path directory(Map<String, String> environment) {
    Optional<String> reason = Optional.ofNullable(environment.get(REASON));
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

  private static Path library(Path directory) {
    Path file = directory.resolve("module");
    try {
      return Path.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new TokenUnavailableException(file + " cannot be read: run ./mikey demo", e);
    }
  }

  @Override
  public PartyKeys alice() {
    return alice.keys();
  }

  @Override
  public PartyKeys bob() {
    return bob.keys();
  }

  @Override
  public void requireRestored() throws DemoException {
    for (Party party : new Party[] {alice, bob}) {
      int now = party.token().objectCount();
      if (now != party.objects()) {
        throw new DemoException(
            party.token() + " had " + party.objects() + " objects before the call and has " + now);
      }
    }
  }

  @Override
  public void close() {
    try {
      alice.keys().psk().close();
      bob.keys().psk().close();
    } finally {
      module.close();
    }
  }
}
