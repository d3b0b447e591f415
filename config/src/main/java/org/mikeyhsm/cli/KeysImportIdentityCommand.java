package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.sakke.SakkeUser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes what a KMS issued. */
@Command(
    name = "import-identity",
    description = {
      "Verifies the keys of a file of mikey kms issue against their KMS and puts them into a"
          + " directory, each in a file that only its owner may read.",
      "They are in the clear there: custody HOST. A token does not take them yet."
    })
final class KeysImportIdentityCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private JsonOption json;

  @Parameters(paramLabel = "FILE", description = "The file, with kms and users.")
  private Path file;

  @Option(
      names = "--store",
      paramLabel = "DIRECTORY",
      required = true,
      description = "The directory, which is there.")
  private Path store;

  KeysImportIdentityCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws KeyFileException, GeneralSecurityException {
    List<Object> imported = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    try (IdentityFile identities = IdentityFile.read(file)) {
      // All are verified before the first one is written.
      identities
          .take(new MikeyProvider(new SecureRandom(), CustodyPolicy.ANY))
          .forEach(SakkeUser::close);
      for (IdentityFile.Identity identity : identities.identities()) {
        IdentityFile.write(
            store.resolve(identity.userId().toHex() + ".json"), identities.kms(), identity);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("UserUri", identity.userUri());
        one.put("UserID", identity.userId().toHex());
        one.put("KeyPeriodNo", identity.periodNumber());
        imported.add(one);
        text.append(Printable.line(identity.userUri()))
            .append(", key period ")
            .append(identity.periodNumber())
            .append("\n");
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("imported", imported);
    result.put("custody", "HOST");
    json.print(console, result, text.toString());
    return ExitCode.DONE.code();
  }
}
