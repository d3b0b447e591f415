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
import org.mikeyhsm.cli.keys.RecipientKey;
import org.mikeyhsm.cli.keys.WrappedIdentityFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
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
          + " them against their KMS. They never leave it again.",
      "A file of mikey kms issue --to is unwrapped inside the token, by the RSA key that --with"
          + " names. Of another one the octets are in this process's memory meanwhile.",
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

  @Option(
      names = "--with",
      paramLabel = "LABEL",
      description = "The RSA key pair that a file of mikey kms issue --to was wrapped for.")
  private Optional<String> unwrapping = Optional.empty();

  KeysImportIdentityCommand(Console console) {
    this.console = console;
  }

  /** What was taken, and what its custody is from now on. */
  private record Taken(List<IssuedIdentity> identities, CustodyLevel custody, boolean wrapped) {}

  @Override
  public Integer call()
      throws KeyFileException, ConfigException, CommandException, GeneralSecurityException {
    if (store.isPresent() && (token.isNamed() || unwrapping.isPresent())) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--store is in place of a token; name one of them");
    }
    boolean wrapped = WrappedIdentityFile.isOne(file);
    if (wrapped != unwrapping.isPresent()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          wrapped
              ? "name the RSA key pair that the file was wrapped for by --with"
              : "--with goes with a file of mikey kms issue --to");
    }
    print(wrapped ? unwrap(unwrapping.get()) : takeClear());
    return ExitCode.DONE.code();
  }

  private void print(Taken taken) {
    List<Object> imported = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (IssuedIdentity identity : taken.identities()) {
      imported.add(told(identity));
      text.append(Printable.line(identity.userUri()))
          .append(", key period ")
          .append(identity.period())
          .append('\n');
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("imported", imported);
    result.put("custody", taken.custody().toString());
    text.append("custody from now on: ").append(taken.custody());
    if (!taken.wrapped()) {
      text.append("; destroy ")
          .append(Printable.line(file.toString()))
          .append(", which has them in the clear");
    }
    json.print(console, result, text.append('\n').toString());
  }

  private Map<String, Object> told(IssuedIdentity identity) {
    Map<String, Object> one = new LinkedHashMap<>(identity.toMap());
    if (store.isEmpty()) {
      one.put("rsk", identity.rskLabel());
      one.put("ssk", identity.sskLabel());
    }
    return one;
  }

  private Taken unwrap(String label)
      throws KeyFileException, ConfigException, CommandException, GeneralSecurityException {
    WrappedIdentityFile wrapped = WrappedIdentityFile.read(file);
    try (TokenOption.Opened opened = token.open(console);
        TokenPrivateKey transport = opened.token().privateKey(label)) {
      String fingerprint =
          RecipientKey.fingerprint(
              new KeyPairs(opened.token()).subjectPublicKeyInfo(label).toArray());
      if (!fingerprint.equals(wrapped.recipient())) {
        throw new CommandException(
            ExitCode.REFUSED,
            file + " was wrapped for another key than " + label,
            "Its recipient is the key of fingerprint " + wrapped.recipient());
      }
      List<Custody> custody = new IdentityImport(opened.token()).put(wrapped, transport);
      return new Taken(
          wrapped.identities().stream().map(WrappedIdentityFile.Wrapped::of).toList(),
          custody.get(0).level(),
          true);
    }
  }

  private Taken takeClear() throws KeyFileException, ConfigException, GeneralSecurityException {
    try (IdentityFile identities = IdentityFile.read(file)) {
      CustodyLevel custody = store.isPresent() ? store(identities, store.get()) : put(identities);
      return new Taken(
          identities.identities().stream().map(IdentityFile.Identity::of).toList(), custody, false);
    }
  }

  private CustodyLevel put(IdentityFile identities)
      throws ConfigException, GeneralSecurityException {
    try (TokenOption.Opened opened = token.open(console)) {
      return new IdentityImport(opened.token()).put(identities).get(0).level();
    }
  }

  private static CustodyLevel store(IdentityFile identities, Path directory)
      throws KeyFileException, GeneralSecurityException {
    // All are verified before the first one is written.
    identities
        .take(new MikeyProvider(new SecureRandom(), CustodyPolicy.ANY))
        .forEach(SakkeUser::close);
    identities.store(directory);
    return CustodyLevel.HOST;
  }
}
