package org.mikeyhsm.engine;

import java.security.ProviderException;
import java.util.Locale;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.trust.TrustException;

/** The class of a refusal: what to count, and to alarm on. {@link Refusal#detail} has the rest. */
public enum Reason {
  /** The octets are no MIKEY message. */
  MALFORMED,
  /** The message begins no exchange of a mode in use here, or comes at the wrong time. */
  MODE,
  /** A PRF, MAC, encryption, hash or Diffie-Hellman group that is not supported or not allowed. */
  UNSUPPORTED,
  /** A MAC, a signature, an identity or key data is wrong; which is not told apart. */
  AUTHENTICATION,
  /** The message is for an identity that is not here, or the peer is not known here. */
  IDENTITY,
  /** A certificate is missing, not valid, or not the identity's. */
  CERTIFICATE,
  /** The timestamp is outside the clock skew: a clock is wrong, or the message is old. */
  TIMESTAMP,
  /** The message was received before. */
  REPLAY,
  /** The replay cache is full, or was lost, so that nobody can tell whether it is a replay. */
  REPLAY_UNDECIDED,
  /** The security policy for SRTP is not supported. */
  SRTP_POLICY,
  /** The payloads are not those of the mode, or do not belong to the exchange. */
  PROTOCOL,
  /** A bound against floods was reached, or an answer came too late. */
  LIMIT,
  /** The peer reported an error. */
  PEER,
  /** The custody policy forbids a secret. */
  CUSTODY,
  /** The provider cannot use a key, or lacks an algorithm. */
  KEY,
  /** The token, or whatever holds the keys, failed or cannot be reached. */
  TOKEN;

  /** In lower case with hyphens, as metrics, logs and JFR events have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Reason of(Exception cause) {
    if (cause instanceof ExchangeException refusal) {
      return of(refusal.failure());
    }
    if (cause instanceof MikeyFormatException) {
      return MALFORMED;
    }
    if (cause instanceof CustodyRefusedException) {
      return CUSTODY;
    }
    if (cause instanceof TrustException) {
      return CERTIFICATE;
    }
    return cause instanceof ProviderException ? TOKEN : KEY;
  }

  private static Reason of(Failure failure) {
    return switch (failure) {
      case AUTHENTICATION -> AUTHENTICATION;
      case TIMESTAMP -> TIMESTAMP;
      case REPLAY -> REPLAY;
      case REPLAY_UNDECIDED -> REPLAY_UNDECIDED;
      case PRF, MAC_ALGORITHM, ENCRYPTION_ALGORITHM, HASH, DH_GROUP -> UNSUPPORTED;
      case IDENTITY -> IDENTITY;
      case CERTIFICATE -> CERTIFICATE;
      case POLICY, POLICY_PARAMETER -> SRTP_POLICY;
      case DATA_TYPE -> MODE;
      case PAYLOADS, MISMATCH -> PROTOCOL;
      case LIMIT -> LIMIT;
      case PEER_ERROR, UNPROVEN_PEER_ERROR -> PEER;
    };
  }
}
