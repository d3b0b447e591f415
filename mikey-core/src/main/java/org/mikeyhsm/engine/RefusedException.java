package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;

/** A refusal, for callers that would rather catch than ask. */
public final class RefusedException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.toString(), refusal.cause().orElse(null));
    this.refusal = refusal;
  }

  /** Why. */
  public Refusal refusal() {
    return refusal;
  }
}
