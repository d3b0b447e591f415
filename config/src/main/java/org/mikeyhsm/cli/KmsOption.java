package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KmsFile;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A KMS's file, the token with its master keys if they are in one, and the policy. */
final class KmsOption {
  @Option(
      names = "--kms",
      paramLabel = "FILE",
      required = true,
      description = "The KMS's file; it holds its master keys unless a token does.")
  private Path file;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = DemoCommand.PolicyName.class,
      description =
          "any, hardware or strict: what master keys may be used (default: the configuration's, or"
              + " any).")
  private Optional<CustodyPolicy> policy = Optional.empty();

  @Mixin private TokenOption token;

  Path file() {
    return file;
  }

  /** The policy for master keys, wherever they are: the option's, or the configuration's. */
  CustodyPolicy policy(Console console) throws ConfigException {
    return policy.isPresent()
        ? policy.get()
        : token.configuration(console).map(Configuration::policy).orElse(CustodyPolicy.ANY);
  }

  TokenOption token() {
    return token;
  }

  /** What is done with a KMS. */
  @FunctionalInterface
  interface Work {
    void run(KmsFile kms, Optional<Token> token)
        throws KeyFileException, CommandException, CustodyRefusedException;
  }

  /** Opens the KMS, does the work, and closes it. */
  void use(Console console, Work work)
      throws KeyFileException, CommandException, ConfigException, CustodyRefusedException {
    if (KmsFile.place(file) == KmsFile.Place.FILE) {
      try (KmsFile kms = KmsFile.read(file, policy(console))) {
        work.run(kms, Optional.empty());
      }
      return;
    }
    try (TokenOption.Opened opened = token.open(console);
        KmsFile kms = KmsFile.readIn(opened.token(), file, policy(console))) {
      work.run(kms, Optional.of(opened.token()));
    }
  }
}
