package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;

/** Refuses keys that an engine of a token must not use. */
final class TokenKeys {
  private TokenKeys() {}

  /**
   * The key, if it lives in this token, is open and is for one of these uses. The use counts
   * because the PRF is HMAC: a C_Sign by whoever holds a PSK or TGK would hand out derived keys.
   */
  static TokenKey require(Token token, Key key, KeyUse... uses) throws InvalidKeyException {
    if (!(key instanceof TokenKey tokenKey)) {
      throw new InvalidKeyException("this key is not in a token; use the provider that made it");
    }
    if (!tokenKey.isOn(token)) {
      throw new InvalidKeyException("this key is in another token than " + token.label());
    }
    if (tokenKey.isDestroyed()) {
      throw new InvalidKeyException("this key, or its token, was closed");
    }
    List<KeyUse> allowed = Arrays.asList(uses);
    if (!allowed.contains(tokenKey.use())) {
      throw new InvalidKeyException("a key for " + tokenKey.use() + " is not used for " + allowed);
    }
    return tokenKey;
  }
}
