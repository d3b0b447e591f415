package org.mikeyhsm.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KmsFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.custody.CustodyRefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a KMS. */
@Command(
    name = "init",
    description = "Draws the master keys of a new KMS and writes them to a new file.")
final class KmsInitCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private KmsFileOption kms;
  @Mixin private JsonOption json;

  @Option(names = "--uri", paramLabel = "URI", required = true, description = "The KMS's URI.")
  private String uri;

  @Option(
      names = "--period",
      paramLabel = "SECONDS",
      defaultValue = "2592000",
      description = "UserKeyPeriod: how long keys are good for (default: 30 days).")
  private long period;

  @Option(
      names = "--offset",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "UserKeyOffset: when the first key period begins, since 1900 (default 0).")
  private long offset;

  KmsInitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws KeyFileException, CustodyRefusedException {
    try (KmsFile made = KmsFile.create(kms.file(), uri, period, offset, kms.policy())) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("kms", made.certificate().toMap());
      result.put("file", kms.file().toString());
      result.put("custody", made.master().custody().level().toString());
      json.print(
          console,
          result,
          "KMS "
              + Printable.line(uri)
              + " in "
              + kms.file()
              + "; its master keys are there: keep"
              + " it\n");
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
    }
    return ExitCode.DONE.code();
  }
}
