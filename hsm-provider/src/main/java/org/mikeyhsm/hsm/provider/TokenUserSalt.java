package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.mikeyhsm.hsm.mechanism.ProfileUserSalt;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.UserSaltSpi;
import org.mikeyhsm.message.Octets;

/** The User Salt of 3GPP TS 33.180, of a key in a token. */
final class TokenUserSalt implements UserSaltSpi {
  private final Token token;
  private final ProfileUserSalt userSalt;

  TokenUserSalt(Token token, ProfileUserSalt userSalt) {
    this.token = token;
    this.userSalt = userSalt;
  }

  @Override
  public int userSalt(SecretKey key, Octets user) throws InvalidKeyException {
    return userSalt.userSalt(token, key, user);
  }
}
