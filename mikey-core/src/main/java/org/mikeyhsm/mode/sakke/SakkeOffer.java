package org.mikeyhsm.mode.sakke;

import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import javax.crypto.SecretKey;
import org.mikeyhsm.message.CsIdMap;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * What an initiator sends.
 *
 * @param map the CS ID map for a CSB ID, SRTP-ID, GENERIC-ID or empty
 * @param policies the SP payloads; none for SRTP's default
 * @param prf the PRF
 * @param identities how the parties are named
 * @param csbId chooses each receiver's CSB ID
 * @param toSelf whether the SSV is also encapsulated for the initiator (3GPP TS 33.180 E.5), so
 *     that another device of the same user can read it
 * @param extensions further general extensions
 */
public record SakkeOffer(
    IntFunction<CsIdMap> map,
    List<SecurityPolicyPayload> policies,
    PrfFunc prf,
    SentIdentities identities,
    CsbIdChoice csbId,
    boolean toSelf,
    List<GeneralExtensionPayload> extensions) {
  /** Copies the lists. */
  public SakkeOffer {
    Objects.requireNonNull(map, "map");
    policies = List.copyOf(policies);
    Objects.requireNonNull(prf, "prf");
    Objects.requireNonNull(identities, "identities");
    Objects.requireNonNull(csbId, "csbId");
    extensions = List.copyOf(extensions);
  }

  /** Chooses CSB IDs. */
  @FunctionalInterface
  public interface CsbIdChoice {
    /** A random one, the same for all members of a group (RFC 6509 section 2.2.1). */
    CsbIdChoice RANDOM = (random, secret, member) -> random;

    /**
     * The CSB ID of a receiver's message.
     *
     * @param random a random one, not in use with the receiver
     * @param secret the SSV
     * @param member the receiver
     * @throws java.security.GeneralSecurityException if the provider fails
     */
    int choose(int random, SecretKey secret, IdPayload member)
        throws java.security.GeneralSecurityException;
  }

  /**
   * SRTP-ID streams with MIKEY-1, SRTP's default policy, URIs and a random CSB ID.
   *
   * @param streams the crypto sessions, all with Policy no 0
   */
  public static SakkeOffer of(List<SrtpId> streams) {
    SrtpIdMap map = new SrtpIdMap(streams);
    return new SakkeOffer(
        csbId -> map,
        List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80.toPayload(0)),
        PrfFunc.MIKEY_1,
        SentIdentities.URI,
        CsbIdChoice.RANDOM,
        false,
        List.of());
  }

  /** The same with another PRF. */
  public SakkeOffer withPrf(PrfFunc other) {
    return new SakkeOffer(map, policies, other, identities, csbId, toSelf, extensions);
  }

  /** The same with the parties named otherwise. */
  public SakkeOffer withIdentities(SentIdentities other) {
    return new SakkeOffer(map, policies, prf, other, csbId, toSelf, extensions);
  }

  /** The same with or without SAKKE-to-self. */
  public SakkeOffer withToSelf(boolean wanted) {
    return new SakkeOffer(map, policies, prf, identities, csbId, wanted, extensions);
  }
}
