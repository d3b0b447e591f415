package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/**
 * CKM_DH_PKCS_DERIVE into an object that can be read, for tokens that cannot cut a key into the
 * PRF's blocks: the TGK crosses host memory and goes back as blocks.
 */
final class ReadAgreement implements AgreementStrategy {
  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.DH_PKCS_DERIVE, Ability.DERIVE),
        new Need(MechanismType.DH_PKCS_KEY_PAIR_GEN, Ability.GENERATE_KEY_PAIR));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TRANSIENT;
  }

  @Override
  public TokenKey agree(
      Token token, CustodyGuard guard, TokenPrivateKey key, Octets peerValue, int length)
      throws InvalidKeyException {
    Custody custody =
        new Custody(
            CustodyLevel.TRANSIENT,
            Origin.DERIVED,
            token.boundary(),
            "CKM_DH_PKCS_DERIVE, C_CreateObject");
    List<String> missing = TokenOperations.of(token).agreement().missing();
    guard.permit(SecretClass.TGK, custody, missing);
    byte[] secret =
        token.publicValue(
            KeySource.derive(
                new Mechanism.Flat(MechanismType.DH_PKCS_DERIVE, peerValue),
                key,
                KeyTemplates.readable(length)));
    try {
      return guard.admit(
          SecretClass.TGK,
          SessionKeys.create(token, secret, KeyUse.TEK_GENERATION, custody),
          missing);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
