package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.util.Objects;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;

/**
 * What a party has for MIKEY-SAKKE.
 *
 * @param self its keys, closed by the {@link DemoTokens} they are from
 * @param kms the KMS of all
 * @param members the other members of a group, on the party's own provider
 */
record SakkeParty(SakkeUser self, KmsDomain kms, Members members) {
  /** Refuses nulls. */
  SakkeParty {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(kms, "kms");
    Objects.requireNonNull(members, "members");
  }

  /** Has the keys of members of a group. */
  @FunctionalInterface
  interface Members {
    /** A member's keys, which the caller closes. */
    SakkeUser user(IdPayload id) throws GeneralSecurityException;
  }
}
