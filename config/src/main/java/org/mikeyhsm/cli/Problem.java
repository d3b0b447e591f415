package org.mikeyhsm.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import org.mikeyhsm.cli.demo.DemoException;
import org.mikeyhsm.cli.exchange.ExchangeFailedException;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigFault;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.sdp.SdpException;

/**
 * What a failure is to the user.
 *
 * @param exitCode the exit code
 * @param message one line: what is wrong
 * @param nextStep one line: what to do about it
 */
record Problem(ExitCode exitCode, String message, String nextStep) {
  /** A fault lists all that is allowed. */
  private static final int LONGEST_FAULT = 600;

  /** Only the messages of exceptions made for it are shown; others could hold anything. */
  static Problem of(Throwable failure) {
    if (failure instanceof CustodyRefusedException) {
      return new Problem(
          ExitCode.REFUSED,
          failure.getMessage(),
          "Take a token that can, or a policy that allows it");
    }
    if (failure instanceof ConfigException config) {
      return new Problem(
          ExitCode.REFUSED,
          config.faults().get(0).toString(),
          "mikey config check tells all that is wrong");
    }
    if (failure instanceof CommandException told) {
      return new Problem(told.exitCode(), told.getMessage(), told.nextStep());
    }
    if (failure instanceof KeyFileException) {
      return new Problem(ExitCode.BAD_DATA, failure.getMessage(), "Look at that file");
    }
    if (failure instanceof PinRefusedException) {
      return new Problem(
          ExitCode.PIN_REFUSED, failure.getMessage(), "Correct the PIN before trying again");
    }
    if (failure instanceof TokenUnavailableException) {
      return new Problem(
          ExitCode.UNAVAILABLE,
          failure.getMessage(),
          "Look at the token and its module; softhsm-setup/install.sh installs SoftHSM2");
    }
    if (failure instanceof KeyRefusedException || failure instanceof KeyNotFoundException) {
      return new Problem(
          ExitCode.REFUSED,
          failure.getMessage(),
          "mikey keys provisions keys; docs/provisioning.md tells how");
    }
    if (failure instanceof ProviderException) {
      return new Problem(
          ExitCode.UNAVAILABLE,
          "the token failed: " + failure.getMessage(),
          "Look at the token and what it supports");
    }
    if (failure instanceof MikeyException
        || failure instanceof SdpException
        || failure instanceof DemoException
        || failure instanceof ExchangeFailedException) {
      return exchangeFailed(failure.getMessage());
    }
    if (failure instanceof GeneralSecurityException) {
      return exchangeFailed("a key could not be used: " + failure.getMessage());
    }
    if (failure instanceof IOException) {
      return exchangeFailed("the network of this machine failed: " + failure.getMessage());
    }
    return new Problem(
        ExitCode.INTERNAL,
        "internal error (" + failure.getClass().getName() + ")",
        "Run it again with --stacktrace and report what it prints");
  }

  private static Problem exchangeFailed(String message) {
    return new Problem(
        ExitCode.EXCHANGE_FAILED, message, "Run it again with --stacktrace for more");
  }

  /** A fault of a configuration, safe for a terminal. */
  static String line(ConfigFault fault) {
    return Printable.line(fault.toString(), LONGEST_FAULT) + ".";
  }

  /** The line for standard error, without "mikey: ". */
  String line() {
    return Printable.line(message, LONGEST_FAULT) + ". " + nextStep + ".";
  }
}
