package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.IssuedIdentity;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyPeriods;
import org.mikeyhsm.cli.keys.KmsCertificate;
import org.mikeyhsm.cli.keys.KmsFile;
import org.mikeyhsm.cli.keys.RecipientKey;
import org.mikeyhsm.cli.keys.WrappedIdentityFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.hsm.provider.TokenKmsMasterKeys;
import org.mikeyhsm.hsm.provider.WrappedIdentity;
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
      "Issues a user's RSK, SSK and PVT for a key period.",
      "A KMS in a token issues them wrapped for an RSA key of the user's token (--to), or into its"
          + " own token (--into-token); in the clear they never leave it.",
      "A KMS in a file writes them to a new file, in the clear: bring it to the user by a way that"
          + " nobody else can read or change (RFC 6509 3.4), import it, and destroy it."
    })
final class KmsIssueCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private KmsOption kms;
  @Mixin private JsonOption json;

  @Parameters(arity = "0..1", paramLabel = "URI", description = "The user's URI.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--identifier",
      paramLabel = "TEL",
      description = "The user as a tel URI, such as tel:+447700900123 (RFC 6509 3.2).")
  private Optional<String> tel = Optional.empty();

  @Option(
      names = {"--period", "--period-number"},
      paramLabel = "PERIOD",
      description =
          "KeyPeriodNo; with tel URIs the month, such as 2026-11 (default: the key period of now).")
  private Optional<String> period = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", description = "A new file.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "RECIPIENT",
      description =
          "With --out: a certificate or certificate request of an RSA key pair in the user's token.")
  private Optional<Path> to = Optional.empty();

  @Option(
      names = "--into-token",
      description = "To a user of the KMS's own token: the keys stay in it.")
  private boolean intoToken;

  KmsIssueCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call()
      throws KeyFileException, CommandException, ConfigException, CustodyRefusedException {
    if (user.isPresent() == tel.isPresent()) {
      throw usage("name the user: a URI, or a tel URI by --identifier");
    }
    if (out.isPresent() == intoToken) {
      throw usage("say where the keys go: --out or --into-token");
    }
    if (intoToken && to.isPresent()) {
      throw usage("--to goes with --out");
    }
    kms.use(
        console,
        (opened, token) -> {
          IssuedIdentity identity = identity(opened.certificate());
          if (intoToken) {
            issueIntoToken(opened, identity);
          } else if (to.isPresent()) {
            issueWrapped(opened, identity, out.orElseThrow(), to.get());
          } else {
            issue(opened, identity, out.orElseThrow());
          }
        });
    return ExitCode.DONE.code();
  }

  private IssuedIdentity identity(KmsCertificate certificate) {
    if (tel.isPresent() && certificate.scheme().isHashed()) {
      throw usage("this KMS has hashed UIDs, and --identifier is for one of kms init --scheme tel");
    }
    try {
      return IssuedIdentity.of(
          certificate,
          user.or(() -> tel).orElseThrow(),
          period.orElseGet(() -> KeyPeriods.name(certificate.scheme(), console.clock().instant())));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private void issueIntoToken(KmsFile opened, IssuedIdentity identity) throws CommandException {
    inToken(opened).issueTo(identity.identifier(), identity.rskLabel(), identity.sskLabel());
    Map<String, Object> result = new LinkedHashMap<>(identity.toMap());
    result.put("rsk", identity.rskLabel());
    result.put("ssk", identity.sskLabel());
    print(result, identity, "are in the token");
  }

  private static TokenKmsMasterKeys inToken(KmsFile opened) throws CommandException {
    return opened
        .inToken()
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.REFUSED,
                    "the master keys of this KMS are in its file, not in a token",
                    "Issue to a file by --out, and import that by mikey keys import-identity"));
  }

  private void issueWrapped(KmsFile opened, IssuedIdentity identity, Path file, Path recipient)
      throws KeyFileException, CommandException {
    RecipientKey key = RecipientKey.read(recipient, console.clock().instant());
    WrappedIdentity wrapped;
    try {
      wrapped = inToken(opened).issueWrapped(identity.identifier(), key.key());
    } catch (InvalidKeyException e) {
      throw new KeyFileException("the token does not wrap for the key of " + recipient, e);
    }
    WrappedIdentityFile.write(file, identity, wrapped, key.fingerprint());
    Map<String, Object> result = new LinkedHashMap<>(identity.toMap());
    result.put("file", file.toString());
    result.put("recipient", key.fingerprint());
    print(
        result,
        identity,
        "in " + file + ", for the token with the RSA key of fingerprint " + key.fingerprint());
  }

  private void issue(KmsFile opened, IssuedIdentity identity, Path file)
      throws KeyFileException, CommandException {
    if (opened.inToken().isPresent()) {
      throw new CommandException(
          ExitCode.REFUSED,
          "keys that a token issues do not leave it in the clear",
          "Wrap them for an RSA key of the user's token by --to, or use --into-token");
    }
    IdentityFile.Identity issued = opened.issue(identity);
    try {
      IdentityFile.write(file, issued);
    } finally {
      issued.keys().close();
    }
    Map<String, Object> result = new LinkedHashMap<>(identity.toMap());
    result.put("file", file.toString());
    print(result, identity, "in " + file);
  }

  private void print(Map<String, Object> result, IssuedIdentity identity, String where) {
    json.print(
        console,
        result,
        "keys of "
            + Printable.line(identity.userUri())
            + " for key period "
            + identity.period()
            + " "
            + where
            + "\n");
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
