package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.security.Key;
import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** AES-CTR by C_Encrypt on a session key's handle. */
final class AesCtrPackets implements PacketStrategy {
  /** RFC 3711 section 4.1.1: at most 2^16 blocks for one IV. */
  private static final int COUNTER_BITS = 16;

  @Override
  public List<Need> needs() {
    return List.of(new Need(MechanismType.AES_CTR, Ability.ENCRYPT));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public TokenKey accept(Token token, Key key) throws InvalidKeyException {
    // RFC 3830 section 4.1.3: a protocol other than SRTP may take its encryption key from the PRF.
    // A TEK of SRTP is refused by the token itself: it has no CKA_ENCRYPT.
    return TokenKeys.require(token, key, KeyUse.PACKET_ENCRYPTION, KeyUse.TRAFFIC_ENCRYPTION);
  }

  @Override
  public byte[] apply(Token token, TokenKey key, Octets counterBlock, byte[] data)
      throws InvalidKeyException {
    return token.encrypt(new Mechanism.AesCtr(COUNTER_BITS, counterBlock), key, data);
  }
}
