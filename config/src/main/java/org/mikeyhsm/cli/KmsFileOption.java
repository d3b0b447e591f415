package org.mikeyhsm.cli;

import java.nio.file.Path;
import org.mikeyhsm.custody.CustodyPolicy;
import picocli.CommandLine.Option;

/** {@code --kms} and {@code --policy}. */
final class KmsFileOption {
  @Option(
      names = "--kms",
      paramLabel = "FILE",
      required = true,
      description = "The KMS's file, which holds its master keys.")
  private Path file;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      defaultValue = "any",
      converter = DemoCommand.PolicyName.class,
      description = "any (default), hardware or strict: what master keys may be used.")
  private CustodyPolicy policy;

  Path file() {
    return file;
  }

  CustodyPolicy policy() {
    return policy;
  }
}
