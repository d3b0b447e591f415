package org.mikeyhsm.cli.demo;

/** The call did not come about, or not all of it. */
public final class DemoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, one sentence without a full stop and without any secret. */
  public DemoException(String message) {
    super(message);
  }
}
