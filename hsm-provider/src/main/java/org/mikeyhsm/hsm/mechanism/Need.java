package org.mikeyhsm.hsm.mechanism;

import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Mechanisms;

/**
 * A mechanism that a strategy needs, and what for.
 *
 * @param mechanism the mechanism
 * @param ability the flag of C_GetMechanismInfo that it must have
 * @param hash the hash of CKM_RSA_PKCS_OAEP that is wanted; no list tells which a token takes
 */
public record Need(MechanismType mechanism, Ability ability, Optional<MechanismType> hash) {
  /** A need for a mechanism without a hash to choose. */
  public Need(MechanismType mechanism, Ability ability) {
    this(mechanism, ability, Optional.empty());
  }

  /** Whether the token has it. */
  boolean isMetBy(Mechanisms token) {
    return token.mechanism(mechanism).filter(info -> info.can(ability)).isPresent()
        && hash.map(token::takesOaepHash).orElse(true);
  }

  /** The mechanism's CKM_ name. */
  @Override
  public String toString() {
    return mechanism + hash.map(with -> " with " + with).orElse("");
  }
}
