package org.mikeyhsm.hsm.mechanism;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/**
 * The User Salt of 3GPP TS 33.180 clause F.1.3 as CKM_MIKEY_GUK_ID of the MIKEY profile: the token
 * gives 28 bits of an SSV's HMAC, which are public, and no more.
 */
public final class ProfileUserSalt implements Strategy {
  private static final int MOST = 0x0FFF_FFFF;

  ProfileUserSalt() {}

  @Override
  public List<Need> needs() {
    return List.of(MikeyProfile.derives(MechanismType.MIKEY_GUK_ID));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.PUBLIC;
  }

  /**
   * Computes it.
   *
   * @param key an SSV
   * @param user the MC service user ID, 1 to 65535 octets
   * @return 0 to 2^28 - 1
   * @throws InvalidKeyException if the key is no SSV of this token
   * @throws IllegalArgumentException if the ID is empty
   */
  public int userSalt(Token token, SecretKey key, Octets user) throws InvalidKeyException {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("an MC service user ID is not empty");
    }
    TokenKey ssv = TokenKeys.require(token, key, KeyUse.TEK_GENERATION);
    byte[] salt =
        token.publicValue(
            KeySource.derive(
                new Mechanism.Flat(MechanismType.MIKEY_GUK_ID, user),
                ssv.blocks().get(0),
                List.of()));
    if (salt.length != Integer.BYTES) {
      throw new InvalidKeyException("the token gave " + salt.length + " octets, not 4");
    }
    return ByteBuffer.wrap(salt).getInt() & MOST;
  }
}
