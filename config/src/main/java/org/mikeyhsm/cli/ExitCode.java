package org.mikeyhsm.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of {@code mikey}, numbered as in BSD's sysexits(3); scripts rely on them. */
enum ExitCode {
  DONE(0, "done"),
  USAGE(64, "usage: an unknown option or a wrong value"),
  BAD_DATA(65, "bad data: the input is no MIKEY message, or a faulty file"),
  UNAVAILABLE(69, "the token or its module is not available"),
  INTERNAL(70, "internal error"),
  EXCHANGE_FAILED(76, "the exchange failed"),
  PIN_REFUSED(77, "the token refused the PIN"),
  REFUSED(78, "refused by policy or configuration");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /** For {@code --help}. */
  static Map<String, String> list() {
    Map<String, String> list = new LinkedHashMap<>();
    for (ExitCode exitCode : values()) {
      list.put(Integer.toString(exitCode.code), exitCode.meaning);
    }
    return list;
  }
}
