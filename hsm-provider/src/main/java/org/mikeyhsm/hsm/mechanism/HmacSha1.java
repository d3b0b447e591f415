package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.security.Key;
import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;

/** HMAC-SHA-1 by C_Sign on a handle. */
final class HmacSha1 implements MacStrategy {
  /** Octets of SHA-1's output. */
  static final int HASH_LENGTH = 20;

  static final Mechanism MECHANISM = new Mechanism.HmacSha1();

  @Override
  public List<Need> needs() {
    return List.of(new Need(MechanismType.SHA_1_HMAC, Ability.SIGN));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public int length() {
    return HASH_LENGTH;
  }

  @Override
  public TokenKey accept(Token token, Key key) throws InvalidKeyException {
    return TokenKeys.require(
        token, key, KeyUse.MESSAGE_AUTHENTICATION, KeyUse.TRAFFIC_AUTHENTICATION);
  }

  @Override
  public byte[] compute(Token token, TokenKey key, byte[] data) throws InvalidKeyException {
    return token.sign(MECHANISM, key, 0, data);
  }

  /**
   * The fewest octets of an HMAC key that the token takes; SoftHSM takes none shorter than the
   * hash. A key padded with zeros up to there gives the same HMAC (RFC 2104 section 2).
   */
  static int minKeyLength(Token token) {
    return token
        .mechanism(MechanismType.SHA_1_HMAC)
        .map(MechanismInfo::minKeySize)
        .map(Math::toIntExact)
        .orElse(HASH_LENGTH);
  }
}
