package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
      "psk, kek: unwraps a file of mikey keys wrap-export inside the token (C_UnwrapKey).",
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
      description = "psk, kek or certificate.")
  private Type type;

  @Parameters(index = "1", paramLabel = "LABEL", description = "The CKA_LABEL.")
  private String label;

  @Option(names = "--in", paramLabel = "FILE", required = true, description = "The file.")
  private Path in;

  @Option(
      names = "--with",
      paramLabel = "LABEL",
      description = "For psk, kek: the RSA key pair or the KEK that it was wrapped for.")
  private Optional<String> unwrapping = Optional.empty();

  KeysImportCommand(Console console) {
    this.console = console;
  }

  /** What can be imported. */
  enum Type {
    PSK,
    KEK,
    CERTIFICATE,
    /** An RSK or SSK of RFC 6507 and 6508, which another command takes. */
    IDENTITY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Types as typed. */
  static final class TypeName implements CommandLine.ITypeConverter<Type> {
    @Override
    public Type convert(String value) {
      return switch (value) {
        case "psk" -> Type.PSK;
        case "kek" -> Type.KEK;
        case "certificate" -> Type.CERTIFICATE;
        case "identity", "rsk", "ssk" -> Type.IDENTITY;
        default ->
            throw new CommandLine.TypeConversionException("expected psk, kek or certificate");
      };
    }
  }

  @Override
  public Integer call() throws ConfigException, KeyFileException, CommandException {
    if (type == Type.IDENTITY) {
      throw new CommandException(
          ExitCode.REFUSED,
          "identity-based keys (RSK, SSK) come in files of their own",
          "mikey keys import-identity takes them");
    }
    boolean certificate = type == Type.CERTIFICATE;
    List<String> notes = new ArrayList<>();
    if (!certificate && unwrapping.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "name the key that it was wrapped for by --with");
    }
    try (TokenOption.Opened opened = token.open(console)) {
      if (certificate) {
        X509Certificate imported = KeyFiles.certificate(in);
        new KeyPairs(opened.token()).importCertificate(label, imported);
        warn(imported);
      } else {
        SecretKeys.Form form = importSecret(opened.token());
        if (type == Type.PSK && !new SecretKeys(opened.token()).servesEveryMode(form)) {
          notes.add(
              "this token uses a PSK that another kind of token wrapped in mode dhhmac, not in"
                  + " mode psk; one that was generated on libmikeytoken serves both");
        }
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    result.put("type", type.toString());
    result.put("notes", notes);
    StringBuilder text = new StringBuilder(label + " is in the token\n");
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    json.print(console, result, text.toString());
    return ExitCode.DONE.code();
  }

  /** RFC 3830 section 4.3: the identity is in the subjectAltName. */
  private void warn(X509Certificate certificate) throws KeyFileException {
    try {
      if (certificate.getSubjectAlternativeNames() == null) {
        console
            .err()
            .println(
                "mikey: warning: "
                    + in
                    + " has no subjectAltName, and no peer takes such a certificate (RFC 3830 4.3)."
                    + " Have one issued with your identity; mikey keys request --identity asks for"
                    + " it.");
      }
    } catch (CertificateParsingException e) {
      throw new KeyFileException("the subjectAltName of " + in + " cannot be read", e);
    }
  }

  private SecretKeys.Form importSecret(Token opened) throws KeyFileException, CommandException {
    WrappedKeyFile file = WrappedKeyFile.read(in);
    String with = unwrapping.orElseThrow();
    if (!file.key().purpose().name().equals(type.name())) {
      throw new CommandException(
          ExitCode.REFUSED,
          in + " holds a " + file.key().purpose() + ", not a " + type.name(),
          "Import it as what it was made for");
    }
    if (file.recipient().isPresent()) {
      String fingerprint =
          RecipientKey.fingerprint(new KeyPairs(opened).subjectPublicKeyInfo(with).toArray());
      if (!fingerprint.equals(file.recipient().get())) {
        throw new CommandException(
            ExitCode.REFUSED,
            in + " was wrapped for another key than " + with,
            "Its recipient is the key of fingerprint " + file.recipient().get());
      }
    }
    new SecretKeys(opened).importWrapped(label, file.key(), with);
    return file.key().form();
  }
}
