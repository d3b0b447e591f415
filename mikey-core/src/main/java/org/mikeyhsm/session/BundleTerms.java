package org.mikeyhsm.session;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;

/**
 * What two parties agreed on, keys aside.
 *
 * @param initiator the initiator's identity
 * @param responder the responder's identity
 * @param csbId the CSB ID
 * @param prfFunc the PRF
 * @param rand the RAND of the initial exchange, at least 16 octets
 * @param timestamp the initiator's timestamp in the latest exchange
 * @param sessions the crypto sessions, in the order of their numbers
 */
public record BundleTerms(
    IdPayload initiator,
    IdPayload responder,
    int csbId,
    PrfFunc prfFunc,
    Octets rand,
    TimestampPayload timestamp,
    List<CryptoSession> sessions) {
  /** Copies the list. */
  public BundleTerms {
    Objects.requireNonNull(initiator, "initiator");
    Objects.requireNonNull(responder, "responder");
    Objects.requireNonNull(prfFunc, "prfFunc");
    Objects.requireNonNull(rand, "rand");
    Objects.requireNonNull(timestamp, "timestamp");
    sessions = List.copyOf(sessions);
  }

  /** The same with other crypto sessions. */
  public BundleTerms withSessions(List<CryptoSession> others) {
    return new BundleTerms(initiator, responder, csbId, prfFunc, rand, timestamp, others);
  }

  /** The same with another CSB ID, which a group's members derive keys with (RFC 4738 3.6). */
  public BundleTerms withCsbId(int other) {
    return new BundleTerms(initiator, responder, other, prfFunc, rand, timestamp, sessions);
  }

  /** The same with another RAND, where the responder gives it (RFC 4738 3.6). */
  public BundleTerms withRand(Octets other) {
    return new BundleTerms(initiator, responder, csbId, prfFunc, other, timestamp, sessions);
  }

  /** The same with another responder, where it was not known before (RFC 4738 4). */
  public BundleTerms withResponder(IdPayload other) {
    return new BundleTerms(initiator, other, csbId, prfFunc, rand, timestamp, sessions);
  }
}
