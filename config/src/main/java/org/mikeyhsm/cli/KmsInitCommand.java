package org.mikeyhsm.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KmsFile;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.mode.sakke.IdentifierScheme;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.MonthlyTel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a KMS. */
@Command(
    name = "init",
    description = {
      "Makes the master keys of a new KMS and its file.",
      "With a token named, they are generated there and never leave it; the file has what everybody"
          + " may know. Else they are in the file."
    })
final class KmsInitCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private KmsOption kms;
  @Mixin private JsonOption json;

  @Option(names = "--uri", paramLabel = "URI", required = true, description = "The KMS's URI.")
  private String uri;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "mcx",
      converter = SchemeName.class,
      description = {
        "mcx: hashed UIDs (3GPP TS 33.180 F.2.1), any URI (default).",
        "tel: tel URIs and months (RFC 6509 3.2)."
      })
  private Scheme scheme;

  @Option(
      names = "--period",
      paramLabel = "SECONDS",
      defaultValue = "2592000",
      description = "mcx: UserKeyPeriod, how long keys are good for (default: 30 days).")
  private long period;

  @Option(
      names = "--offset",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "mcx: UserKeyOffset, when the first key period begins, since 1900 (default 0).")
  private long offset;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description =
          "With a token: what the CKA_LABELs of the master keys begin with (default: the URI).")
  private Optional<String> label = Optional.empty();

  /** How a KMS's users get their identifiers. */
  enum Scheme {
    MCX,
    TEL
  }

  /** Schemes as typed. */
  static final class SchemeName implements CommandLine.ITypeConverter<Scheme> {
    @Override
    public Scheme convert(String value) {
      return switch (value) {
        case "mcx" -> Scheme.MCX;
        case "tel" -> Scheme.TEL;
        default -> throw new CommandLine.TypeConversionException("expected mcx or tel");
      };
    }
  }

  KmsInitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws KeyFileException, ConfigException, CustodyRefusedException {
    IdentifierScheme identifiers = identifiers();
    if (!kms.token().isNamed()) {
      if (label.isPresent()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--label is for master keys in a token: name one by --token-label");
      }
      try (KmsFile made = KmsFile.create(kms.file(), uri, identifiers, kms.policy(console))) {
        print(made, "its master keys are there: keep it");
      }
      return ExitCode.DONE.code();
    }
    try (TokenOption.Opened opened = kms.token().open(console);
        KmsFile made =
            KmsFile.createIn(
                opened.token(),
                label.orElse(uri),
                kms.file(),
                uri,
                identifiers,
                kms.policy(console))) {
      print(made, "its master keys are in token " + opened.token().label() + " and stay there");
    }
    return ExitCode.DONE.code();
  }

  private IdentifierScheme identifiers() {
    try {
      return scheme == Scheme.TEL ? new MonthlyTel() : new McxUid(uri, period, offset);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private void print(KmsFile made, String where) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kms", made.certificate().toMap());
    result.put("file", kms.file().toString());
    result.put("custody", made.master().custody().level().toString());
    json.print(
        console,
        result,
        "KMS " + Printable.line(uri) + " in " + kms.file() + "; " + Printable.line(where) + "\n");
  }
}
