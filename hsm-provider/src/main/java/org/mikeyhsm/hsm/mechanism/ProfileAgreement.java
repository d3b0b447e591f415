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

/** Diffie-Hellman as CKM_MIKEY_DH_DERIVE of the MIKEY profile: the TGK is one object. */
final class ProfileAgreement implements AgreementStrategy {
  @Override
  public List<Need> needs() {
    return List.of(
        MikeyProfile.derives(MechanismType.MIKEY_DH_DERIVE),
        MikeyProfile.derives(MechanismType.MIKEY_PRF),
        new Need(MechanismType.DH_PKCS_KEY_PAIR_GEN, Ability.GENERATE_KEY_PAIR));
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
        MikeyProfile.custody(
            token, key.custody().level(), Origin.DERIVED, MechanismType.MIKEY_DH_DERIVE);
    guard.permit(SecretClass.TGK, custody, List.of());
    return guard.admit(
        SecretClass.TGK,
        token.makeKey(
            List.of(
                KeySource.derive(
                    new Mechanism.Flat(MechanismType.MIKEY_DH_DERIVE, peerValue),
                    key,
                    MikeyProfile.template(MikeyProfile.Use.INKEY, length))),
            new TokenKey.Description(KeyUse.TEK_GENERATION, length, custody)),
        List.of());
  }
}
