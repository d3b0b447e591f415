package org.mikeyhsm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.mode.sakke.SentIdentities;

/**
 * What MIKEY-SAKKE (RFC 6509) needs.
 *
 * @param kms files of KMS certificates: whose users may call; the first is this side's own KMS
 * @param keys this side's keys, where the token's own record of KMS and identifier does not do
 * @param prf the PRF of messages that this side makes
 * @param identities how the parties are named in them
 * @param margin how long before and after its key period a key is used (RFC 6509 section 3.3)
 */
public record SakkeSettings(
    List<Path> kms,
    List<IdentityKeys> keys,
    PrfFunc prf,
    SentIdentities identities,
    Duration margin) {
  /**
   * This side's keys of a key period.
   *
   * @param kms the URI of the KMS that issued them; without it, the first one
   * @param period as its KMS's identifiers have it: KeyPeriodNo, or YYYY-MM
   * @param rsk the Receiver Secret Key
   * @param ssk the Secret Signing Key
   */
  public record IdentityKeys(
      Optional<String> kms, String period, KeyReference rsk, KeyReference ssk) {
    /** Refuses nulls. */
    public IdentityKeys {
      Objects.requireNonNull(kms, "kms");
      Objects.requireNonNull(period, "period");
      Objects.requireNonNull(rsk, "rsk");
      Objects.requireNonNull(ssk, "ssk");
    }
  }

  /** Copies the lists. */
  public SakkeSettings {
    kms = List.copyOf(kms);
    keys = List.copyOf(keys);
    Objects.requireNonNull(prf, "prf");
    Objects.requireNonNull(identities, "identities");
    Objects.requireNonNull(margin, "margin");
  }
}
