package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
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
 * CKM_DH_PKCS_DERIVE, and the PRF's blocks of 256 bits cut out of its result inside the token by
 * CKM_EXTRACT_KEY_FROM_KEY.
 */
final class ExtractedAgreement implements AgreementStrategy {
  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.DH_PKCS_DERIVE, Ability.DERIVE),
        new Need(MechanismType.DH_PKCS_KEY_PAIR_GEN, Ability.GENERATE_KEY_PAIR),
        new Need(MechanismType.EXTRACT_KEY_FROM_KEY, Ability.DERIVE));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public TokenKey agree(
      Token token, CustodyGuard guard, TokenPrivateKey key, Octets peerValue, int length)
      throws InvalidKeyException {
    Custody custody =
        Blocks.custody(
            KeyUse.TEK_GENERATION,
            length,
            new Custody(
                CustodyLevel.TOKEN,
                Origin.DERIVED,
                token.boundary(),
                "CKM_DH_PKCS_DERIVE, CKM_EXTRACT_KEY_FROM_KEY"));
    guard.permit(SecretClass.TGK, custody, Blocks.MISSING);
    TokenKey.Description description =
        new TokenKey.Description(KeyUse.TEK_GENERATION, length, custody);
    try (TokenKey whole =
        token.makeKey(
            List.of(
                KeySource.derive(
                    new Mechanism.Flat(MechanismType.DH_PKCS_DERIVE, peerValue),
                    key,
                    KeyTemplates.intermediate(token, length))),
            description)) {
      return guard.admit(SecretClass.TGK, Blocks.extract(token, whole, 0, description), List.of());
    }
  }
}
