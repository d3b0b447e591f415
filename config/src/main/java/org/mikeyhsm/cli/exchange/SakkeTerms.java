package org.mikeyhsm.cli.exchange;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.config.SakkeSettings;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SentIdentities;

/**
 * What a party offers and accepts in MIKEY-SAKKE.
 *
 * @param prf the PRF of messages that it makes
 * @param identities how the parties are named in them
 * @param margin how long before and after its key period a key is used
 * @param stored whether a message that is received was stored for this side (RFC 6509 section 2.5)
 * @param sender who calls, as signalled otherwise
 */
public record SakkeTerms(
    PrfFunc prf,
    SentIdentities identities,
    Duration margin,
    boolean stored,
    Optional<IdPayload> sender) {
  /** PRF-HMAC-SHA-256, URIs, two days (RFC 6509 section 3.3), a message that just came. */
  public static final SakkeTerms DEFAULT =
      new SakkeTerms(
          PrfFunc.PRF_HMAC_SHA_256,
          SentIdentities.URI,
          Duration.ofDays(2),
          false,
          Optional.empty());

  /** Refuses nulls. */
  public SakkeTerms {
    Objects.requireNonNull(prf, "prf");
    Objects.requireNonNull(identities, "identities");
    Objects.requireNonNull(margin, "margin");
    Objects.requireNonNull(sender, "sender");
  }

  /** Those of a configuration. */
  public static SakkeTerms of(SakkeSettings settings) {
    return new SakkeTerms(
        settings.prf(), settings.identities(), settings.margin(), false, Optional.empty());
  }

  /** The same with another margin. */
  public SakkeTerms withMargin(Duration other) {
    return new SakkeTerms(prf, identities, other, stored, sender);
  }

  /** The same for a message that was stored or just came, of a sender who may be known. */
  public SakkeTerms receiving(boolean wasStored, Optional<IdPayload> from) {
    return new SakkeTerms(prf, identities, margin, wasStored, from);
  }

  /** What is sent for SRTP. */
  public SakkeOffer offer(MediaOffer media) {
    return new SakkeOffer(
        csbId -> media.map(),
        media.policyPayloads(),
        prf,
        identities,
        SakkeOffer.CsbIdChoice.RANDOM,
        false,
        media.extensions());
  }
}
