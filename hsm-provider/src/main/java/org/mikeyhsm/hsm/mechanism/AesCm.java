package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.Octets;

/** AES-CM-128 (RFC 3830 section 4.2.3) by CKM_AES_CTR on encr_key's handle. */
final class AesCm implements KeyDataStrategy {
  /**
   * The low bits that RFC 3711 section 4.1.1 leaves to the counter, so the token itself refuses
   * more than 2^16 blocks of key stream.
   */
  private static final int COUNTER_BITS = 16;

  @Override
  public List<MechanismType> needs() {
    return List.of(MechanismType.AES_CTR);
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TRANSIENT;
  }

  @Override
  public SealedKeyData generateAndWrap(
      Token token, KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection);
    Mechanism mechanism = mechanism(protection);
    return keyData(token)
        .generateAndSeal(requests, clear -> token.encrypt(mechanism, encrKey, clear));
  }

  @Override
  public List<TransportedKey> unwrap(
      Token token, KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    TokenKey encrKey = KeyDataKeys.encrKey(token, protection);
    byte[] clear = token.decrypt(mechanism(protection), encrKey, encrData.toArray());
    return keyData(token).open(clear, tekPlace);
  }

  static Mechanism mechanism(KeyDataProtection protection) throws InvalidKeyException {
    Octets block =
        Octets.of(KeyDataCiphers.aesCmCounterBlock(KeyDataKeys.salt(protection), protection));
    return new Mechanism.AesCtr(COUNTER_BITS, block);
  }

  private HostKeyData keyData(Token token) {
    return new HostKeyData(token, yields(), "CKM_AES_CTR");
  }
}
