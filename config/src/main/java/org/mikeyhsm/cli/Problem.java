package org.mikeyhsm.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mikeyhsm.cli.demo.DemoException;
import org.mikeyhsm.cli.exchange.ExchangeFailedException;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigFault;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.hsm.pool.KeyMismatchException;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.trust.TrustException;

/**
 * What a failure is to the user.
 *
 * @param exitCode the exit code
 * @param code what kind of failure it is, by a name that docs/troubleshooting.md has an entry for
 * @param message one line: what is wrong
 * @param nextStep one line: what to do about it
 */
record Problem(ExitCode exitCode, String code, String message, String nextStep) {
  /** A fault lists all that is allowed. */
  private static final int LONGEST_FAULT = 600;

  private static final Pattern RETURN_VALUE = Pattern.compile("CKR_[A-Z0-9_]+");

  /** Only the messages of exceptions made for it are shown; others could hold anything. */
  static Problem of(Throwable failure) {
    if (failure instanceof CustodyRefusedException) {
      return told(ErrorCode.CUSTODY, failure, "Take a token that can, or a policy that allows it");
    }
    if (failure instanceof ConfigException config) {
      return problem(
          ErrorCode.CONFIGURATION,
          config.faults().get(0).toString(),
          "mikey config check tells all that is wrong");
    }
    if (failure instanceof CommandException told) {
      return new Problem(
          told.exitCode(), told.exitCode().name(), told.getMessage(), told.nextStep());
    }
    if (failure instanceof KeyFileException) {
      return told(ErrorCode.KEY_FILE, failure, "Look at that file");
    }
    if (failure instanceof ProviderException token) {
      return ofToken(token);
    }
    if (failure instanceof MikeyException
        || failure instanceof SdpException
        || failure instanceof DemoException
        || failure instanceof ExchangeFailedException) {
      return exchangeFailed(codeOf(failure), failure.getMessage());
    }
    if (failure instanceof GeneralSecurityException) {
      String code =
          failure instanceof TrustException trust
              ? trust.reason().name()
              : ErrorCode.KEY_UNUSABLE.name();
      return exchangeFailed(code, "a key could not be used: " + failure.getMessage());
    }
    if (failure instanceof IOException) {
      return exchangeFailed(
          ErrorCode.NETWORK.name(), "the network of this machine failed: " + failure.getMessage());
    }
    return problem(
        ErrorCode.DEFECT,
        "internal error (" + failure.getClass().getName() + ")",
        "Run it again with --stacktrace and report what it prints");
  }

  private static Problem ofToken(ProviderException failure) {
    if (failure instanceof PinRefusedException) {
      return told(ErrorCode.PIN, failure, "Correct the PIN before trying again");
    }
    if (failure instanceof TokenUnavailableException) {
      return told(
          ErrorCode.TOKEN_UNAVAILABLE,
          failure,
          "docs/troubleshooting.md tells about "
              + ErrorCode.TOKEN_UNAVAILABLE
              + "; softhsm-setup/install.sh installs SoftHSM2");
    }
    if (failure instanceof KeyMismatchException) {
      return told(
          ErrorCode.KEY_MISMATCH, failure, "docs/operations.md tells how keys are put on both");
    }
    if (failure instanceof KeyRefusedException || failure instanceof KeyNotFoundException) {
      return told(
          failure instanceof KeyRefusedException ? ErrorCode.KEY_REFUSED : ErrorCode.KEY_NOT_FOUND,
          failure,
          "mikey keys provisions keys; docs/provisioning.md tells how");
    }
    String code = returnValue(failure).orElse(ErrorCode.TOKEN_FAILED.name());
    return new Problem(
        ErrorCode.TOKEN_FAILED.exitCode(),
        code,
        "the token failed: " + failure.getMessage(),
        "docs/troubleshooting.md tells about " + code);
  }

  /** The CKR_ name of what the token returned, if that is why. */
  private static Optional<String> returnValue(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      Matcher name = RETURN_VALUE.matcher(Optional.ofNullable(at.getMessage()).orElse(""));
      if (at instanceof ProviderException && name.find()) {
        return Optional.of(name.group());
      }
    }
    return Optional.empty();
  }

  private static String codeOf(Throwable failure) {
    if (failure instanceof ExchangeException refusal) {
      return refusal.failure().name();
    }
    if (failure instanceof SdpException) {
      return ErrorCode.SDP.name();
    }
    if (failure instanceof DemoException) {
      return ErrorCode.DEMO.name();
    }
    return (failure instanceof MikeyException ? ErrorCode.FORMAT : ErrorCode.SILENCE).name();
  }

  private static Problem exchangeFailed(String code, String message) {
    return new Problem(
        ExitCode.EXCHANGE_FAILED,
        code,
        message,
        "docs/troubleshooting.md tells about " + code + ", --stacktrace where it was");
  }

  private static Problem told(ErrorCode code, Throwable failure, String nextStep) {
    return problem(code, failure.getMessage(), nextStep);
  }

  private static Problem problem(ErrorCode code, String message, String nextStep) {
    return new Problem(code.exitCode(), code.name(), message, nextStep);
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
