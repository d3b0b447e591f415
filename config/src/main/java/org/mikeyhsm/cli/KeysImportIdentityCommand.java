package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.IdentityImport;
import org.mikeyhsm.cli.keys.IssuedIdentity;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.sakke.SakkeUser;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes what a KMS issued. */
@Command(
    name = "import-identity",
    description = {
      "Puts the keys of a file of mikey kms issue on a token of the MIKEY profile, which verifies"
          + " them against their KMS. They never leave it again; while they are put there, their"
          + " octets are in this process's memory.",
      "With --store into a directory instead, each in a file that only its owner may read: custody"
          + " HOST."
    })
final class KeysImportIdentityCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "FILE", description = "The file, with kms and users.")
  private Path file;

  @Option(
      names = "--store",
      paramLabel = "DIRECTORY",
      description = "A directory that is there, in place of a token.")
  private Optional<Path> store = Optional.empty();

  KeysImportIdentityCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws KeyFileException, ConfigException, GeneralSecurityException {
    if (store.isPresent() && token.isNamed()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--store is in place of a token; name one of them");
    }
    List<Object> imported = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String custody;
    try (IdentityFile identities = IdentityFile.read(file)) {
      custody = store.isPresent() ? store(identities, store.get()) : put(identities);
      for (IdentityFile.Identity identity : identities.identities()) {
        imported.add(told(identity.of()));
        text.append(Printable.line(identity.of().userUri()))
            .append(", key period ")
            .append(identity.of().period())
            .append("\n");
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("imported", imported);
    result.put("custody", custody);
    text.append("custody from now on: ")
        .append(custody)
        .append("; destroy ")
        .append(Printable.line(file.toString()))
        .append(", which has them in the clear\n");
    json.print(console, result, text.toString());
    return ExitCode.DONE.code();
  }

  private Map<String, Object> told(IssuedIdentity identity) {
    Map<String, Object> one = new LinkedHashMap<>(identity.toMap());
    if (store.isEmpty()) {
      one.put("rsk", identity.rskLabel());
      one.put("ssk", identity.sskLabel());
    }
    return one;
  }

  private String put(IdentityFile identities) throws ConfigException, GeneralSecurityException {
    try (TokenOption.Opened opened = token.open(console)) {
      List<Custody> custody = new IdentityImport(opened.token()).put(identities);
      return custody.get(0).level().toString();
    }
  }

  private static String store(IdentityFile identities, Path directory)
      throws KeyFileException, GeneralSecurityException {
    // All are verified before the first one is written.
    identities
        .take(new MikeyProvider(new SecureRandom(), CustodyPolicy.ANY))
        .forEach(SakkeUser::close);
    for (IdentityFile.Identity identity : identities.identities()) {
      IdentityFile.write(directory.resolve(identity.of().identifier().toHex() + ".json"), identity);
    }
    return "HOST";
  }
}
