package org.mikeyhsm.trust;

import java.security.GeneralSecurityException;
import java.util.Objects;

/** A certificate is not accepted. The message says why and what helps. */
public final class TrustException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** It is no X.509 certificate. */
    MALFORMED,
    /** There is none, or it could not be fetched. */
    MISSING,
    /** Its time is over. */
    EXPIRED,
    /** Its time has not begun. */
    NOT_YET_VALID,
    /** No trust anchor stands behind it. */
    UNKNOWN_ISSUER,
    /** It was revoked. */
    REVOKED,
    /** Whether it was revoked cannot be found out. */
    REVOCATION_UNKNOWN,
    /** It is not for this use. */
    WRONG_USAGE,
    /** It is another's. */
    WRONG_IDENTITY,
    /** Its key or a signature is too weak. */
    WEAK,
    /** Another rule of RFC 5280 is broken. */
    INVALID
  }

  /**
   * Describes the refusal.
   *
   * @param reason why
   * @param message one sentence without a full stop
   */
  public TrustException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
