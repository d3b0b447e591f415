package org.mikeyhsm.cli;

/**
 * What kind of failure it was, where it is not told more exactly by a {@link
 * org.mikeyhsm.mode.Failure}, a {@link org.mikeyhsm.trust.TrustException.Reason} or a return value
 * of PKCS#11. {@code docs/troubleshooting.md} has an entry for each; programs rely on them.
 */
enum ErrorCode {
  /** A secret would fall short of the custody policy. */
  CUSTODY(ExitCode.REFUSED),
  /** The configuration has faults. */
  CONFIGURATION(ExitCode.REFUSED),
  /** A file of a key, certificate or request is not good. */
  KEY_FILE(ExitCode.BAD_DATA),
  /** The token refused the PIN, or refuses every one. */
  PIN(ExitCode.PIN_REFUSED),
  /** The module or the token is not there. */
  TOKEN_UNAVAILABLE(ExitCode.UNAVAILABLE),
  /** The token has no such key. */
  KEY_NOT_FOUND(ExitCode.REFUSED),
  /** The key must not be used as it is. */
  KEY_REFUSED(ExitCode.REFUSED),
  /** Tokens that must hold the same keys do not. */
  KEY_MISMATCH(ExitCode.REFUSED),
  /** The token failed, without a return value to name. */
  TOKEN_FAILED(ExitCode.UNAVAILABLE),
  /** What came is no MIKEY message. */
  FORMAT(ExitCode.EXCHANGE_FAILED),
  /** The session description or RTSP header is not good. */
  SDP(ExitCode.EXCHANGE_FAILED),
  /** The demonstration's call went wrong. */
  DEMO(ExitCode.EXCHANGE_FAILED),
  /** No message or no answer came. */
  SILENCE(ExitCode.EXCHANGE_FAILED),
  /** A key or certificate could not be used. */
  KEY_UNUSABLE(ExitCode.EXCHANGE_FAILED),
  /** This machine's network failed. */
  NETWORK(ExitCode.EXCHANGE_FAILED),
  /** A defect. */
  DEFECT(ExitCode.INTERNAL);

  private final ExitCode exitCode;

  ErrorCode(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
