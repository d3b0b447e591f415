package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.cli.keys.RecipientKey;
import org.mikeyhsm.cli.keys.WrappedKeyFile;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.provisioning.SecretKeys;
import org.mikeyhsm.hsm.token.Token;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a wrapped key, or a certificate. */
@Command(
    name = "import",
    description = {
      "psk: unwraps a file of mikey keys wrap-export inside the token (C_UnwrapKey).",
      "certificate: puts a certificate beside the key pair of the same label."
    })
final class KeysImportCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  @Parameters(
      index = "0",
      paramLabel = "TYPE",
      converter = TypeName.class,
      description = "psk or certificate.")
  private Type type;

  @Parameters(index = "1", paramLabel = "LABEL", description = "The CKA_LABEL.")
  private String label;

  @Option(names = "--in", paramLabel = "FILE", required = true, description = "The file.")
  private Path in;

  @Option(
      names = "--with",
      paramLabel = "LABEL",
      description = "For psk: the RSA key pair that it was wrapped for.")
  private Optional<String> unwrapping = Optional.empty();

  KeysImportCommand(Console console) {
    this.console = console;
  }

  /** What can be imported. */
  enum Type {
    PSK,
    CERTIFICATE
  }

  /** Types as typed. */
  static final class TypeName implements CommandLine.ITypeConverter<Type> {
    @Override
    public Type convert(String value) {
      return switch (value) {
        case "psk" -> Type.PSK;
        case "certificate" -> Type.CERTIFICATE;
        default -> throw new CommandLine.TypeConversionException("expected psk or certificate");
      };
    }
  }

  @Override
  public Integer call() throws ConfigException, KeyFileException, CommandException {
    if (type == Type.PSK && unwrapping.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "name the key pair that it was wrapped for by --with");
    }
    try (TokenOption.Opened opened = token.open(console)) {
      if (type == Type.PSK) {
        importPsk(opened.token());
      } else {
        new KeyPairs(opened.token()).importCertificate(label, KeyFiles.certificate(in));
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    result.put("type", type == Type.PSK ? "psk" : "certificate");
    json.print(console, result, label + " is in the token\n");
    return ExitCode.DONE.code();
  }

  private void importPsk(Token opened) throws KeyFileException, CommandException {
    WrappedKeyFile file = WrappedKeyFile.read(in);
    String with = unwrapping.orElseThrow();
    String fingerprint =
        RecipientKey.fingerprint(new KeyPairs(opened).subjectPublicKeyInfo(with).toArray());
    if (!fingerprint.equals(file.recipient())) {
      throw new CommandException(
          ExitCode.REFUSED,
          in + " was wrapped for another key than " + with,
          "Its recipient is the key of fingerprint " + file.recipient());
    }
    new SecretKeys(opened)
        .importWrapped(label, SecretKeys.Purpose.PSK, file.octets(), file.wrapped(), with);
  }
}
