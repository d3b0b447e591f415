package org.mikeyhsm.cli.demo;

import java.nio.file.Path;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;

/**
 * Two tokens "alice" and "bob" of one PKCS#11 module, their PINs in {@code alice.pin} and {@code
 * bob.pin}, and in both the pre-shared key "call".
 */
final class Pkcs11Tokens implements DemoTokens {
  /** Says why the launcher could not make tokens. */
  static final String REASON = "MIKEY_DEMO_TOKENS_REASON";

  /** The label of the pre-shared key. */
  static final String PSK_LABEL = "call";

  private final CryptokiModule module;
  private final Party alice;
  private final Party bob;

  /** A token with what it held when it was opened. */
  private record Party(Token token, PartyKeys keys, int objects) {
    static Party open(CryptokiModule module, Path directory, String label, CustodyPolicy policy) {
      Token token = module.openToken(label, PinSource.file(directory.resolve(label + ".pin")));
      return new Party(
          token,
          new PartyKeys(new MikeyPkcs11Provider(token, policy), token.preSharedKey(PSK_LABEL)),
          token.objectCount());
    }
  }

  private Pkcs11Tokens(CryptokiModule module, Party alice, Party bob) {
    this.module = module;
    this.alice = alice;
    this.bob = bob;
  }

  /** Opens both tokens of a module, which is closed with them. */
  static Pkcs11Tokens open(CryptokiModule module, Path pinDirectory, CustodyPolicy policy) {
    boolean done = false;
    try {
      Pkcs11Tokens tokens =
          new Pkcs11Tokens(
              module,
              Party.open(module, pinDirectory, "alice", policy),
              Party.open(module, pinDirectory, "bob", policy));
      done = true;
      return tokens;
    } finally {
      if (!done) {
        module.close();
      }
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
