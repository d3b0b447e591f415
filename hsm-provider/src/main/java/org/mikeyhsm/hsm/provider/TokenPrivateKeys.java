package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import java.security.Key;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;

/** Refuses private keys that an engine of a token cannot use. */
final class TokenPrivateKeys {
  private TokenPrivateKeys() {}

  static TokenPrivateKey require(Token token, Key key, String algorithm)
      throws InvalidKeyException {
    if (!(key instanceof TokenPrivateKey privateKey)
        || !privateKey.isOn(token)
        || !privateKey.getAlgorithm().equals(algorithm)) {
      throw new InvalidKeyException(
          "this key is no " + algorithm + " key in token " + token.label());
    }
    if (privateKey.isDestroyed()) {
      throw new InvalidKeyException("this key, or its token, was closed");
    }
    return privateKey;
  }
}
