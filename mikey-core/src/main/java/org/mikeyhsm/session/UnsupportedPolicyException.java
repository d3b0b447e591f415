package org.mikeyhsm.session;

/** A security policy asks for what this implementation does not do. */
public final class UnsupportedPolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what, one sentence without a full stop. */
  public UnsupportedPolicyException(String message) {
    super(message);
  }
}
