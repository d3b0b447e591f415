package org.mikeyhsm.hsm.mechanism;

import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Mechanisms;

/**
 * A mechanism that a strategy needs, and what for.
 *
 * @param mechanism the mechanism
 * @param ability the flag of C_GetMechanismInfo that it must have
 */
public record Need(MechanismType mechanism, Ability ability) {

  /** Whether the token has it. */
  boolean isMetBy(Mechanisms token) {
    return token.mechanism(mechanism).filter(info -> info.can(ability)).isPresent();
  }

  /** The mechanism's CKM_ name. */
  @Override
  public String toString() {
    return mechanism.toString();
  }
}
