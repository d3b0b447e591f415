package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** AES-CM-128 (RFC 3830 section 4.2.3) by CKM_AES_CTR on encr_key's handle. */
final class AesCm extends HostKeyDataStrategy {
  /**
   * The low bits that RFC 3711 section 4.1.1 leaves to the counter, so the token itself refuses
   * more than 2^16 blocks of key stream.
   */
  private static final int COUNTER_BITS = 16;

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.AES_CTR, Ability.ENCRYPT),
        new Need(MechanismType.AES_CTR, Ability.DECRYPT));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TRANSIENT;
  }

  @Override
  public Set<AttributeType> encrKeyUsage() {
    return EnumSet.of(AttributeType.ENCRYPT, AttributeType.DECRYPT);
  }

  @Override
  public Set<MechanismType> encrKeyMechanisms() {
    return Set.of(MechanismType.AES_CTR);
  }

  @Override
  Work work(Token token, CustodyGuard guard, KeyDataProtection protection)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_ENCRYPTION);
    Mechanism mechanism = mechanism(protection);
    HostKeyData keyData = keyData(token, guard, encrKey);
    return new Work(
        keyData,
        clear -> token.encrypt(mechanism, encrKey, clear),
        encrypted -> {
          keyData.permitOpening();
          return token.decrypt(mechanism, encrKey, encrypted);
        });
  }

  static Mechanism mechanism(KeyDataProtection protection) throws InvalidKeyException {
    Octets block =
        Octets.of(KeyDataCiphers.aesCmCounterBlock(KeyDataKeys.salt(protection), protection));
    return new Mechanism.AesCtr(COUNTER_BITS, block);
  }

  private HostKeyData keyData(Token token, CustodyGuard guard, TokenKey encrKey) {
    return new HostKeyData(
        token,
        guard,
        encrKey.custody().level().weaker(yields()),
        "CKM_AES_CTR",
        TokenOperations.of(token).keyData().get("AES-CM-128").missing());
  }
}
