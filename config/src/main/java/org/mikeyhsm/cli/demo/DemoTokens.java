package org.mikeyhsm.cli.demo;

import java.util.Map;

/**
 * The tokens of Alice and Bob, which hold the same pre-shared key.
 *
 * <p>Not thread-safe. Whoever opened them closes them, after everything made of their keys.
 */
public interface DemoTokens extends AutoCloseable {
  /** A kind of token; prints as the command line and JSON have it. */
  enum Kind {
    /** Stock SoftHSM2. */
    SOFTHSM("softhsm"),
    /** The software provider: keys in host memory. */
    SOFTWARE("software");

    private final String name;

    Kind(String name) {
      this.name = name;
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
   * @param environment the environment variables; for {@link Kind#SOFTHSM} they name the tokens
   *     that the launcher made
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if there are none
   * @throws org.mikeyhsm.hsm.token.PinRefusedException if one refuses its PIN
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if one would give its pre-shared key away
   */
  static DemoTokens open(Kind kind, Map<String, String> environment) {
    return switch (kind) {
      case SOFTHSM -> SoftHsmTokens.open(environment);
      case SOFTWARE -> SoftwareTokens.generate();
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
