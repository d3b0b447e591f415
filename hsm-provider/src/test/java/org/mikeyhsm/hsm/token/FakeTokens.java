package org.mikeyhsm.hsm.token;

import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;

/** Tokens in memory, for the tests of the layers above. */
public final class FakeTokens {
  /** The label of the token. */
  public static final String LABEL = "fake";

  private FakeTokens() {}

  /** A module with one token {@link #LABEL}. */
  public static FakeCryptoki cryptoki() {
    return FakeCryptoki.withToken(LABEL);
  }

  /** Opens the token; the test closes it. */
  public static Token open(FakeCryptoki cryptoki) {
    return CryptokiModule.initialize(cryptoki).openToken(LABEL, "1234"::toCharArray);
  }
}
