package org.mikeyhsm.cli.demo;

import java.util.Objects;
import org.mikeyhsm.mode.sakke.SakkeUser;

/**
 * What a party has for MIKEY-SAKKE.
 *
 * @param self its keys, closed by the {@link DemoTokens} they are from
 * @param kms the KMS of all
 */
record SakkeParty(SakkeUser self, DemoKms kms) {
  /** Refuses nulls. */
  SakkeParty {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(kms, "kms");
  }
}
