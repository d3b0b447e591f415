package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KmsFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.custody.CustodyRefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues a user's keys. */
@Command(
    name = "issue",
    description = {
      "Issues a user's RSK, SSK and PVT for a key period and writes them to a new file.",
      "The file holds private keys in the clear: bring it to the user by a way that nobody else"
          + " can read or change (RFC 6509 3.4), import it, and destroy it."
    })
final class KmsIssueCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private KmsFileOption kms;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "URI", description = "The user's URI.")
  private String user;

  @Option(
      names = "--period-number",
      paramLabel = "NUMBER",
      description = "KeyPeriodNo (default: the key period of now).")
  private Optional<Long> period = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file.")
  private Path out;

  KmsIssueCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws KeyFileException, CustodyRefusedException {
    if (period.isPresent() && (period.get() < 0 || period.get() > 0xFFFF_FFFFL)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--period-number takes 0 to 4294967295");
    }
    try (KmsFile opened = KmsFile.read(kms.file(), kms.policy())) {
      long number =
          period.orElseGet(
              () -> opened.certificate().scheme().periodNumber(console.clock().instant()));
      IdentityFile.Identity identity = opened.issue(user, number);
      try {
        IdentityFile.write(out, opened.certificate(), identity);
      } finally {
        identity.keys().close();
      }
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("UserUri", user);
      result.put("UserID", identity.userId().toHex());
      result.put("KeyPeriodNo", number);
      result.put("file", out.toString());
      json.print(
          console,
          result,
          "keys of " + Printable.line(user) + " for key period " + number + " in " + out + "\n");
    }
    return ExitCode.DONE.code();
  }
}
