package org.mikeyhsm.cli;

/** A command cannot do what it was asked; the message and the next step are for its user. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String nextStep;

  /**
   * Says what is wrong.
   *
   * @param message without any secret, without a full stop
   * @param nextStep what to do about it, without a full stop
   */
  CommandException(ExitCode exitCode, String message, String nextStep) {
    super(message);
    this.exitCode = exitCode;
    this.nextStep = nextStep;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  String nextStep() {
    return nextStep;
  }
}
