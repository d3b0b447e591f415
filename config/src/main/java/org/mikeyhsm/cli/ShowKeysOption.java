package org.mikeyhsm.cli;

import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.SecretClass;
import picocli.CommandLine.Option;

/** {@code --show-keys}. */
final class ShowKeysOption {
  @Option(
      names = "--show-keys",
      description = "Show the TEKs, where the policy lets them leave the token. For tests only.")
  private boolean showKeys;

  boolean isGiven() {
    return showKeys;
  }

  /** Before anything is sent: an exchange must not be begun that cannot be reported on. */
  void requireAllowed(CustodyPolicy policy) throws CommandException {
    if (showKeys && policy.minimum(SecretClass.TEK) != CustodyLevel.HOST) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the policy " + policy.name() + " lets no TEK leave the token, so none can be shown",
          "Leave --show-keys out, or take a policy that allows it");
    }
  }
}
