package org.mikeyhsm.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

/** Generates a key inside the token. */
@Command(
    name = "generate",
    description = "Generates a key inside the token: sensitive, and not extractable.")
final class KeysGenerateCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  @Parameters(
      index = "0",
      paramLabel = "TYPE",
      converter = TypeName.class,
      description = "psk, kek (AES-256), rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384.")
  private Type type;

  @Parameters(index = "1", paramLabel = "LABEL", description = "The new key's CKA_LABEL.")
  private String label;

  @Option(
      names = "--octets",
      paramLabel = "N",
      defaultValue = "32",
      description = "Octets of a PSK, 20 to 32 (default 32).")
  private int octets;

  @Option(
      names = "--shareable",
      description = {
        "Let a PSK or KEK be wrapped for a peer by mikey keys wrap-export; until then no exchange"
            + " uses it.",
        "It was extractable then: the policy strict refuses it for good."
      })
  private boolean shareable;

  KeysGenerateCommand(Console console) {
    this.console = console;
  }

  private void generate(Token on) {
    switch (type) {
      case PSK -> new SecretKeys(on).generatePsk(label, octets, shareable);
      case KEK -> new SecretKeys(on).generateKek(label, shareable);
      default -> new KeyPairs(on).generate(label, KeyPairs.Type.valueOf(type.name()));
    }
  }

  /** What can be generated. */
  enum Type {
    PSK,
    KEK,
    RSA_2048,
    RSA_3072,
    RSA_4096,
    EC_P256,
    EC_P384;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Types as typed. */
  static final class TypeName implements CommandLine.ITypeConverter<Type> {
    @Override
    public Type convert(String value) {
      return Arrays.stream(Type.values())
          .filter(type -> type.toString().equals(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "expected one of "
                          + Arrays.stream(Type.values())
                              .map(Type::toString)
                              .collect(Collectors.joining(", "))));
    }
  }

  @Override
  public Integer call() throws ConfigException {
    if (octets < SecretKeys.LEAST_PSK || octets > SecretKeys.MOST_PSK) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "a PSK has 20 to 32 octets: a token's HMAC takes no shorter key");
    }
    if (shareable && type != Type.PSK && type != Type.KEK) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--shareable goes with a PSK or a KEK only");
    }
    try (TokenOption.Opened opened = token.open(console)) {
      Progress.during(console, "generating " + type, () -> generate(opened.token()));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    result.put("type", type.toString());
    result.put("shareable", shareable);
    json.print(
        console,
        result,
        type
            + " "
            + label
            + " was generated in the token"
            + (shareable
                ? "; hand it to the peer by mikey keys wrap-export, which locks it\n"
                : "\n"));
    return ExitCode.DONE.code();
  }
}
