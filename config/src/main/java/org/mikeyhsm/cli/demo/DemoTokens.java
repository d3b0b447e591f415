package org.mikeyhsm.cli.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyPolicy;

/**
 * The tokens of Alice and Bob, which hold the same pre-shared key.
 *
 * <p>Not thread-safe. Whoever opened them closes them, after everything made of their keys.
 */
public interface DemoTokens extends AutoCloseable {
  /** A kind of token; prints as the command line and JSON have it. */
  enum Kind {
    /** libmikeytoken on SoftHSM2. */
    MIKEYTOKEN("mikeytoken", "MIKEY"),
    /** Stock SoftHSM2. */
    SOFTHSM("softhsm", "SoftHSM2"),
    /** NSS softokn. */
    NSS("nss", "NSS softokn"),
    /** The software provider: keys in host memory. */
    SOFTWARE("software", "software");

    private final String name;
    private final String title;

    Kind(String name, String title) {
      this.name = name;
      this.title = title;
    }

    /** Whether it takes the identity-based keys of MIKEY-SAKKE. */
    public boolean takesIdentityKeys() {
      return this == MIKEYTOKEN || this == SOFTWARE;
    }

    /** What people call it. */
    String title() {
      return title;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Opens the tokens of a kind, and of no other.
   *
   * @param kind the kind
   * @param environment the environment variables; but for {@link Kind#SOFTWARE} they name the
   *     tokens that the launcher made
   * @param module the library of {@link Kind#MIKEYTOKEN}, empty to look for it
   * @param policy what the tokens' providers refuse
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if there are none
   * @throws org.mikeyhsm.hsm.token.PinRefusedException if one refuses its PIN
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if one would give its pre-shared key away
   */
  static DemoTokens open(
      Kind kind, Map<String, String> environment, Optional<Path> module, CustodyPolicy policy) {
    return switch (kind) {
      case MIKEYTOKEN -> MikeyTokenTokens.open(module, environment, policy);
      case SOFTHSM -> SoftHsmTokens.open(environment, policy);
      case NSS -> NssTokens.open(environment, policy);
      case SOFTWARE -> SoftwareTokens.generate(policy);
    };
  }

  /** What Alice, who calls, gets. */
  PartyKeys alice();

  /** What Bob gets. */
  PartyKeys bob();

  /**
   * Says so if the call left anything behind on the tokens, once all that was made of their keys is
   * closed.
   *
   * @throws DemoException if it did
   */
  void requireRestored() throws DemoException;

  /** Closes the keys and the tokens. */
  @Override
  void close();
}
