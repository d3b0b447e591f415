package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.IllegalBlockSizeException;
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

/**
 * AES-KW-128 (RFC 3830 section 4.2.3) with {@link KeyWrap} over CKM_AES_ECB on encr_key's handle:
 * stock CKM_AES_KEY_WRAP takes no IV, and MIKEY's is S.
 */
final class AesKw extends HostKeyDataStrategy {
  private static final Mechanism ECB = new Mechanism.AesEcb();

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.AES_ECB, Ability.ENCRYPT),
        new Need(MechanismType.AES_ECB, Ability.DECRYPT));
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
    return Set.of(MechanismType.AES_ECB);
  }

  @Override
  Work work(Token token, CustodyGuard guard, KeyDataProtection protection)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection, KeyUse.KEY_DATA_WRAPPING);
    byte[] iv = iv(protection);
    HostKeyData keyData = keyData(token, guard, encrKey);
    return new Work(
        keyData,
        clear -> wrap(token, encrKey, iv, clear),
        encrypted -> {
          keyData.permitOpening();
          return KeyWrap.unwrap(block -> token.decrypt(ECB, encrKey, block), iv, encrypted);
        });
  }

  private static byte[] wrap(Token token, TokenKey encrKey, byte[] iv, byte[] clear)
      throws GeneralSecurityException {
    if (!KeyDataCiphers.fitsAesKeyWrap(clear.length)) {
      throw new IllegalBlockSizeException(KeyDataCiphers.keyWrapLengthRule(clear.length));
    }
    return KeyWrap.wrap(block -> token.encrypt(ECB, encrKey, block), iv, clear);
  }

  private static byte[] iv(KeyDataProtection protection) throws InvalidKeyException {
    Octets salt = KeyDataKeys.salt(protection);
    if (salt.length() != KeyDataCiphers.AES_KW_SALT_LENGTH) {
      throw new InvalidKeyException("AES-KW-128 takes a salt of 64 bits");
    }
    return salt.toArray();
  }

  private HostKeyData keyData(Token token, CustodyGuard guard, TokenKey encrKey) {
    return new HostKeyData(
        token,
        guard,
        encrKey.custody().level().weaker(yields()),
        "RFC 3394 over CKM_AES_ECB",
        TokenOperations.of(token).keyData().get("AES-KW-128").missing());
  }
}
