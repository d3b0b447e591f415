package org.mikeyhsm.config;

import org.mikeyhsm.hsm.token.CryptokiModule;

/** Opens the PKCS#11 library of a configuration. */
public final class Modules {
  private Modules() {}

  /**
   * Loads and initializes it; the caller closes it.
   *
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if that fails
   */
  public static CryptokiModule open(TokenSettings token) {
    return token.parameters().isPresent()
        ? CryptokiModule.open(token.module(), token.parameters().get())
        : CryptokiModule.open(token.module());
  }
}
