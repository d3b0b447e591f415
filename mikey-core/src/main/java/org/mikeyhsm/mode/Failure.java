package org.mikeyhsm.mode;

import java.util.Optional;
import org.mikeyhsm.message.ErrorNo;

/** Why an exchange failed, with the number that an ERR payload reports it by (RFC 3830 6.12). */
public enum Failure {
  /** A MAC, an identity or key data is wrong; which of them is not told apart from outside. */
  AUTHENTICATION(ErrorNo.AUTH_FAILURE),
  /** The timestamp is outside the clock skew. */
  TIMESTAMP(ErrorNo.INVALID_TS),
  /** The message was received before; it is discarded without an answer (RFC 3830 5.3). */
  REPLAY(null),
  /** The replay cache cannot tell whether the message was received before. */
  REPLAY_UNDECIDED(null),
  /** The PRF is not supported. */
  PRF(ErrorNo.INVALID_PRF),
  /** The MAC algorithm is not supported, or not allowed here. */
  MAC_ALGORITHM(ErrorNo.INVALID_MAC),
  /** The encryption algorithm is not supported, or not allowed here. */
  ENCRYPTION_ALGORITHM(ErrorNo.INVALID_EA),
  /** The hash function is not supported. */
  HASH(ErrorNo.INVALID_HA),
  /** The Diffie-Hellman group is not supported, or not allowed here. */
  DH_GROUP(ErrorNo.INVALID_DH),
  /** The message is for an identity that is not here, or from one that may not send it. */
  IDENTITY(ErrorNo.INVALID_ID),
  /** A certificate is missing, not valid, or not the identity's. */
  CERTIFICATE(ErrorNo.INVALID_CERT),
  /** The security protocol is not supported. */
  POLICY(ErrorNo.INVALID_SP),
  /** A parameter of the security policy is not supported. */
  POLICY_PARAMETER(ErrorNo.INVALID_SPPAR),
  /** The data type is not one this mode expects now. */
  DATA_TYPE(ErrorNo.INVALID_DT),
  /** The payloads are not those of the message's data type. */
  PAYLOADS(ErrorNo.UNSPECIFIED_ERROR),
  /** The message does not belong to the exchange or bundle it claims to. */
  MISMATCH(ErrorNo.UNSPECIFIED_ERROR),
  /** A bound of this side was reached. */
  LIMIT(ErrorNo.UNSPECIFIED_ERROR),
  /** The peer reported an error, and the report is authentic: the exchange is over. */
  PEER_ERROR(null),
  /** Somebody reported an error without proof: a hint only, the exchange goes on. */
  UNPROVEN_PEER_ERROR(null);

  private final Optional<ErrorNo> errorNo;

  Failure(ErrorNo errorNo) {
    this.errorNo = Optional.ofNullable(errorNo);
  }

  /** The number to report, empty where nothing is reported. */
  public Optional<ErrorNo> errorNo() {
    return errorNo;
  }
}
