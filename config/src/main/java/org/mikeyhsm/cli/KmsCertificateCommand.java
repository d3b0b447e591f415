package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KmsCertificate;
import org.mikeyhsm.cli.output.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a KMS tells everybody. */
@Command(
    name = "certificate",
    description = "Prints what everybody may know of a KMS, as JSON; with --json in one line.")
final class KmsCertificateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private JsonOption json;

  @Option(names = "--kms", paramLabel = "FILE", required = true, description = "The KMS's file.")
  private Path file;

  KmsCertificateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws KeyFileException {
    Map<String, Object> certificate = KmsCertificate.read(file).toMap();
    json.print(console, certificate, Json.pretty(certificate) + "\n");
    return ExitCode.DONE.code();
  }
}
